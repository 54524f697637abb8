using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The master key file: made once, read by several processes, never spoilt by any of them.</summary>
public sealed class MasterKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tc-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MasterKeys Open() => new(Options.Create(new KeysOptions { Folder = Path.Combine(_folder, "keys") }));

    [Fact]
    public async Task Of_many_that_start_at_once_one_makes_the_file_and_all_agree()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(Open)));
        made.Count(m => m.WasMade).Should().Be(1);
        made.Select(m => m.Current).Distinct().Should().ContainSingle();
        File.GetUnixFileMode(made[0].Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(made[0].Path)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(Path.GetDirectoryName(made[0].Path)!).Should().ContainSingle("no half-made file is left behind");
    }

    [Fact]
    public void A_key_that_another_process_added_is_found()
    {
        var (server, command) = (Open(), Open());
        var (first, purpose) = (server.Current, server.Derive("sign-in"));
        command.Add();
        command.Current.Should().NotBe(first);
        server.Find(command.Current).Should().Equal(command.Find(command.Current));
        server.Find(first).Should().NotBeNull("old keys stay");
        command.Derive("sign-in").Should().Equal(purpose, "what is derived outlives rotation");
    }

    [Fact]
    public void A_torn_last_line_harms_neither_reading_nor_adding()
    {
        var path = Open().Path;
        var whole = File.ReadAllText(path);
        File.AppendAllText(path, $"{Guid.NewGuid()} c2hvcnQ");
        var after = Open();
        after.Add();
        File.ReadAllText(path).Should().StartWith(whole).And.NotContain("c2hvcnQ");
        Open().Current.Should().Be(after.Current);
    }

    [Fact]
    public void A_key_whose_line_end_an_editor_took_is_kept()
    {
        var keys = Open();
        var id = keys.Current;
        File.WriteAllText(keys.Path, File.ReadAllText(keys.Path).TrimEnd());
        var after = Open();
        after.Current.Should().Be(id);
        after.Add();
        Open().Find(id).Should().Equal(keys.Find(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key\n")]
    [InlineData("9f0b5f9c-9a0e-4b53-9d0e-4b1c6f6f9f10 c2hvcnQ=\n")]
    public void A_spoilt_file_is_refused_by_name_and_a_running_server_keeps_its_keys(string content)
    {
        var running = Open();
        var id = running.Current;
        File.WriteAllText(running.Path, content);
        ((Action)(() => Open())).Should().Throw<SetupException>().WithMessage("Keys:Folder:*");
        ((Action)(() => running.Find(Guid.NewGuid()))).Should().Throw<SetupException>();
        running.Find(id).Should().NotBeNull();
        running.Current.Should().Be(id);
    }
}
