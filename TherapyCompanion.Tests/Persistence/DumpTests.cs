using System.Diagnostics;
using System.Text;
using Npgsql;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>A stolen dump without the master key: no word that went in through any door is found in it, in any spelling.</summary>
[Trait("Needs", "Database")]
public sealed class DumpTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    [Fact]
    public async Task A_dump_without_the_keys_tells_no_word()
    {
        Canaries.In(Encoding.UTF8.GetBytes($"... {Canaries.Message} ...")).Should().Contain("messagezorb", "the search must be able to find");
        Canaries.In(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + Canaries.Reply)))).Should().Contain(["עניתיקנרי", "replyzorb"]);
        Canaries.In(Encoding.BigEndianUnicode.GetBytes(Canaries.Reply)).Should().Contain("replyzorb");

        await CanaryPath.WalkAsync(house);
        Canaries.In(await DumpAsync()).Should().BeEmpty();
        Canaries.In(await EveryColumnAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task No_clinical_word_stands_in_the_audit_trail()
    {
        await CanaryPath.WalkAsync(house);
        var trail = await house.SeeAsync<string>("select string_agg(e::text, chr(10)) from tc_audit.entries e");
        trail.Should().Contain("SummarySigned").And.Contain("AlertRaised").And.Contain("MessageNoticeSent");
        Canaries.In(Encoding.UTF8.GetBytes(trail)).Should().BeEmpty();
    }

    private async Task<byte[]> DumpAsync()
    {
        var to = new NpgsqlConnectionStringBuilder(TestCluster.As(house.Database, "superuser"));
        var start = new ProcessStartInfo("pg_dump", ["--host", to.Host!, "--port", $"{to.Port}", "--username", to.Username!, "--format", "plain", to.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = to.Password },
        };
        using var process = Process.Start(start)!;
        using var bytes = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(bytes);
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        bytes.Length.Should().BeGreaterThan(10_000);
        return bytes.ToArray();
    }

    // Sealed bytes stand in a plain dump as hex; here every value as its own bytes.
    private async Task<byte[]> EveryColumnAsync()
    {
        using var all = new MemoryStream();
        var tables = await house.SeeAllAsync(
            "select table_schema, table_name from information_schema.tables where table_schema in ('tc', 'tc_audit', 'signin', 'jobs', 'ops') and table_type = 'BASE TABLE'");
        tables.Should().HaveCountGreaterThan(20);
        foreach (var table in tables)
            foreach (var row in await house.SeeAllAsync($"select * from {table[0]}.{table[1]}"))
                foreach (var value in row)
                {
                    all.Write(value as byte[] ?? Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
                    all.WriteByte(0);
                }

        return all.ToArray();
    }
}
