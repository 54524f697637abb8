using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Whoever owns the whole database changes the trail; the verifier and the anchor outside tell.</summary>
[Trait("Needs", "Database")]
public sealed class AuditVerifyTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Twelve entries with nulls, Hebrew and empty strings among them; anchored at the sixth and at the twelfth.
    private async Task<Actor> TrailAsync()
    {
        var dana = await house.NewTherapistAsync();
        for (var i = 2; i <= 12; i++)
        {
            await AuditForge.AppendAsync(house, dana, i % 3 == 0 ? "פעולה" : "FileOpened", i % 2 == 0 ? Guid.NewGuid() : null, i % 4 == 0 ? Guid.NewGuid() : null);
            if (i is 6 or 12) (await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None)).Should().BeTrue();
        }

        return dana;
    }

    private Task<AuditIntegrity> VerifyAsync(Actor of) => house.Get<AuditVerifier>().VerifyAsync(House.AsAdmin(of), None);

    [Fact]
    public async Task An_untouched_trail_is_whole()
    {
        var found = await VerifyAsync(await TrailAsync());
        (found.IsWhole, found.Entries, found.AnchoredSeq).Should().Be((true, 12, 12));
    }

    public static TheoryData<string> Columns() =>
        ["at", "hat", "account_id", "person_id", "action", "target_id", "patient_id", "reason", "outcome", "address", "previous", "hash"];

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task An_edited_field_is_found_where_it_is(string column)
    {
        var dana = await TrailAsync();
        var changed = column switch
        {
            "at" => "at + interval '1 microsecond'",
            "hat" or "action" or "reason" or "address" => $"{column} || ' '",
            "outcome" => "'Denied'",
            "previous" or "hash" => $"set_byte({column}, 0, get_byte({column}, 0) # 1)",
            _ => $"case when {column} is null then gen_random_uuid() end",
        };
        (await house.ForceAsync($"update tc_audit.entries set {column} = {changed} where practice_id = $1 and seq = 7", dana.PracticeId)).Should().Be(1);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(6);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 6)]
    [InlineData(11, 10)]
    public async Task A_removed_entry_is_found(int seq, int brokenAfter)
    {
        var dana = await TrailAsync();
        await house.ForceAsync("delete from tc_audit.entries where practice_id = $1 and seq = $2", dana.PracticeId, (long)seq);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(brokenAfter);
    }

    [Fact]
    public async Task A_removed_entry_is_found_when_the_rest_moves_up_with_hashes_anew()
    {
        var dana = await TrailAsync();
        await house.ForceAsync("delete from tc_audit.entries where practice_id = $1 and seq = 7", dana.PracticeId);
        await AuditForge.RewriteAsync(house, dana.PracticeId);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(11, "the chain itself is whole again, but the anchor has seen twelve");
    }

    [Fact]
    public async Task Entries_in_another_order_are_found()
    {
        var dana = await TrailAsync();
        await house.ForceAsync("update tc_audit.entries set seq = case seq when 4 then 5 else 4 end + 100 where practice_id = $1 and seq in (4, 5)", dana.PracticeId);
        await house.ForceAsync("update tc_audit.entries set seq = seq - 100 where practice_id = $1 and seq > 100", dana.PracticeId);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(3);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(6)]
    [InlineData(0)]
    public async Task A_cut_off_tail_is_found_through_the_anchor(int left)
    {
        var dana = await TrailAsync();
        await house.ForceAsync("delete from tc_audit.entries where practice_id = $1 and seq > $2", dana.PracticeId, (long)left);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(left);
        (await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None)).Should().BeFalse("a shorter chain is not anchored over a longer one");

        // And stays found when the chain has grown past the anchor again.
        for (var i = left; i < 15; i++) await AuditForge.AppendAsync(house, dana, "FileOpened", null, null);
        (await VerifyAsync(dana)).IsWhole.Should().BeFalse();
    }

    [Fact]
    public async Task A_wholly_rewritten_chain_is_found_through_the_anchor()
    {
        var dana = await TrailAsync();
        await house.ForceAsync("update tc_audit.entries set action = 'FilesListed' where practice_id = $1 and seq = 3", dana.PracticeId);
        await AuditForge.RewriteAsync(house, dana.PracticeId);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(5, "the first anchor was at the sixth");
    }

    [Fact]
    public async Task Another_practices_entry_is_found()
    {
        var (dana, noa) = (await TrailAsync(), await TrailAsync());
        await house.ForceAsync("delete from tc_audit.entries where practice_id = $1 and seq = 7", dana.PracticeId);
        await house.ForceAsync("update tc_audit.entries set practice_id = $1 where practice_id = $2 and seq = 7", dana.PracticeId, noa.PracticeId);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(6);
        (await VerifyAsync(noa)).BrokenAfter.Should().Be(6);
    }

    [Theory]
    [InlineData("{0}\"signature\":\"AAAA\"{1}")]
    [InlineData("not json at all")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task A_forged_anchor_line_is_found(string line)
    {
        var dana = await TrailAsync();
        var whole = File.ReadAllLines(AnchorsOf(dana))[1];
        var at = whole.IndexOf("\"signature\"", StringComparison.Ordinal);
        await File.AppendAllTextAsync(AnchorsOf(dana), line.Replace("{0}", whole[..at], StringComparison.Ordinal).Replace("{1}", "}", StringComparison.Ordinal) + "\n", None);
        (await VerifyAsync(dana)).IsWhole.Should().BeFalse();
    }

    [Fact]
    public async Task An_anchor_of_another_practice_or_an_older_one_again_hides_nothing()
    {
        var (dana, noa) = (await TrailAsync(), await TrailAsync());
        var lines = File.ReadAllLines(AnchorsOf(dana));
        await File.AppendAllTextAsync(AnchorsOf(dana), lines[0] + "\n", None);
        (await VerifyAsync(dana)).IsWhole.Should().BeTrue("an old anchor said twice is still true");
        await house.ForceAsync("delete from tc_audit.entries where practice_id = $1 and seq > 6", dana.PracticeId);
        (await VerifyAsync(dana)).BrokenAfter.Should().Be(6, "the furthest anchor counts, not the last line");

        File.Copy(AnchorsOf(dana), AnchorsOf(noa), overwrite: true);
        (await VerifyAsync(noa)).IsWhole.Should().BeFalse();
    }

    [Fact]
    public async Task A_torn_last_line_is_passed_over_and_the_next_anchor_stands_whole()
    {
        var dana = await TrailAsync();
        await File.AppendAllTextAsync(AnchorsOf(dana), "{\"practice\":\"" + dana.PracticeId, None);
        (await VerifyAsync(dana)).IsWhole.Should().BeTrue();
        await AuditForge.AppendAsync(house, dana, "FileOpened", null, null);
        (await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None)).Should().BeTrue();
        var found = await VerifyAsync(dana);
        (found.IsWhole, found.AnchoredSeq).Should().Be((true, 13));
        house.Get<AuditAnchor>().Read(dana.PracticeId).Should().HaveCount(3);
    }

    [Fact]
    public async Task The_head_is_anchored_once_until_it_moves()
    {
        var dana = await TrailAsync();
        (await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None)).Should().BeFalse();
        await AuditForge.AppendAsync(house, dana, "FileOpened", null, null);
        (await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None)).Should().BeTrue();
    }

    private string AnchorsOf(Actor of) => Path.Combine(house.Folder, "anchors", $"{of.PracticeId}.jsonl");
}
