using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The main job over the real database, act by act, without a browser.</summary>
public sealed class MainPathTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task From_notes_to_an_answer_everything_is_done_and_audited()
    {
        var dana = await house.NewTherapistAsync();
        var maya = await house.NewPatientAsync(dana);
        var session = await house.NewSessionAsync(dana, maya,
            "הגיעה בזמן. תיארה שבוע של שינה מקוטעת.\nעבדנו על נשימה סרעפתית.\nש\"ב: לכתוב מכתב אחד לאבא, בלי לשלוח.\nבפעם הבאה: לדבר על האחות.");

        var drafted = await house.Get<DraftSummary>().RunAsync(dana, session, EngineChoice.BuiltIn, None);
        drafted.Refusal.Should().BeNull();
        var review = (await house.Get<SummaryReview>().OpenAsync(dana, session, None)).Value;
        var document = review.Summary!.Document;
        document.Sections.SelectMany(s => s.Sentences).Should().NotBeEmpty()
            .And.OnlyContain(s => s.Spans.Count > 0 && s.Provenance == Provenance.Linked);

        var edited = await house.Get<ReviseSummary>().RunAsync(
            dana, review.Summary.Id, new SummaryEdit.Rewrite(document.Sections.SelectMany(s => s.Sentences).First().Id, "במילים שלי"), review.Summary.Revision, None);
        edited.Refusal.Should().BeNull();
        (await house.Get<SignSummary>().RunAsync(dana, review.Summary.Id, review.Summary.Shown, None)).Should().Be(SummaryRefusals.Changed, "the screen showed other words");
        review = (await house.Get<SummaryReview>().RefreshAsync(dana, session, None)).Value;
        (await house.Get<SignSummary>().RunAsync(dana, review.Summary!.Id, review.Summary.Shown, None)).Should().BeNull();

        var message = await house.NewMessageAsync(dana, maya);
        (await house.ApproveAsync(dana, message)).Refusal.Should().BeNull();
        await house.DeliverAsync(dana);

        var patient = House.AsPatient(dana, maya);
        var page = (await house.Get<PatientPage>().OpenAsync(patient, None)).Value;
        page.Lines.Should().ContainSingle().Which.Words.Should().Be("שלום מיה, נתראה ביום שלישי. דנה");
        (await house.Get<WriteReply>().RunAsync(patient, "תודה, כתבתי חצי עמוד", Guid.NewGuid(), None)).Refusal.Should().BeNull();

        var trail = (await house.Get<AuditTrail>().OpenAsync(House.AsAdmin(dana), null, null, None)).Value;
        trail.Select(r => r.Action).Should().Contain([
            nameof(AuditAction.PracticeCreated), nameof(AuditAction.FileCreated), nameof(AuditAction.NotesSaved), nameof(AuditAction.SummaryDrafted),
            nameof(AuditAction.SummarySigned), nameof(AuditAction.MessageApproved), nameof(AuditAction.MessageSent), nameof(AuditAction.MessagesRead),
            nameof(AuditAction.ReplyWritten)]);
        await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, None);
        var integrity = await house.Get<IAuditVerifier>().VerifyAsync(House.AsAdmin(dana), None);
        integrity.IsWhole.Should().BeTrue();
        integrity.AnchoredSeq.Should().Be(integrity.Entries);
    }
}
