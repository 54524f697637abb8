using Microsoft.Extensions.Logging.Abstractions;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Jobs;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The background work goes from practice to practice; one that is in trouble holds no other back.</summary>
[Trait("Needs", "Database")]
public sealed class SweepTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task A_practice_whose_rows_do_not_open_holds_no_other_back()
    {
        var actors = new List<TherapyCompanion.Core.Actor>();
        for (var i = 0; i < 3; i++)
        {
            var dana = await house.NewTherapistAsync();
            var maya = await house.NewPatientAsync(dana);
            (await house.ApproveAsync(dana, await house.NewMessageAsync(dana, maya))).Refusal.Should().BeNull();
            // The middle one's address is spoilt, and its anchors can't be written.
            if (i == 1)
            {
                await house.ForceAsync("update tc.patients set email = set_byte(email, 60, get_byte(email, 60) # 1) where id = $1", maya);
                Directory.CreateDirectory(Path.Combine(house.Folder, "anchors", $"{dana.PracticeId}.jsonl"));
            }

            actors.Add(dana);
        }

        var sweep = new SweepOutbox(house.Get<TherapyDbFactory>(), house.Get<DeliverDue>(), house.Get<NotifyDue>(), NullLogger<SweepOutbox>.Instance);
        await sweep.Execute(null!, CancellationToken.None);
        await new AnchorAudit(house.Get<TherapyDbFactory>(), house.Get<AuditAnchor>(), NullLogger<AnchorAudit>.Instance).Execute(null!, CancellationToken.None);

        foreach (var (actor, letters) in actors.Zip([1L, 0L, 1L]))
        {
            (await house.SeeAsync<long>("select count(*) from tc.outbox where practice_id = $1 and channel = 'Page' and state = 'Done'", actor.PracticeId)).Should().Be(1);
            (await house.SeeAsync<long>("select count(*) from tc.outbox where practice_id = $1 and channel = 'Email' and state = 'Done'", actor.PracticeId)).Should().Be(letters);
            File.Exists(Path.Combine(house.Folder, "anchors", $"{actor.PracticeId}.jsonl")).Should().Be(letters == 1);
        }
    }
}
