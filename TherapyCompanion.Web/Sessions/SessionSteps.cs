using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Sessions;

/// <summary>Where the writing about a session stands, in words, and the one next step.</summary>
public static class SessionSteps
{
    public static string State(IStringLocalizer<SessionsText> loc, bool hasNotes, SummaryState? summary) => loc[(hasNotes, summary) switch
    {
        (_, SummaryState.Signed) => nameof(SessionsText.StateSigned),
        (_, SummaryState.Draft) => nameof(SessionsText.StateDraft),
        (true, null) => nameof(SessionsText.StateNotes),
        (false, null) => nameof(SessionsText.StateNothing),
    }];

    public static string NextKey(bool hasNotes, SummaryState? summary) => (hasNotes, summary) switch
    {
        (_, SummaryState.Signed) => nameof(SessionsText.ReadSigned),
        (_, SummaryState.Draft) => nameof(SessionsText.ReviewDraft),
        (true, null) => nameof(SessionsText.ContinueNotes),
        (false, null) => nameof(SessionsText.WriteSummary),
    };

    public static string Href(Guid session, SummaryState? summary) => $"/sessions/{session}/{(summary is null ? "notes" : "summary")}";
}
