using Microsoft.AspNetCore.Components.Routing;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Layout;

public sealed partial class StaffLayout
{
    private PageBoundary? _boundary;
    private Hat? _hat;
    private string? _switch;
    private Myself? _me;

    private string SkipTo => new Uri(Navigation.Uri).AbsolutePath + "#content";

    private IEnumerable<(string Path, string Text)> Places => _hat switch
    {
        Hat.Therapist =>
        [
            ("/today", Loc[nameof(AppText.NavToday)]), ("/patients", Loc[nameof(AppText.NavPatients)]),
            ("/approvals", Loc[nameof(AppText.NavApprovals)]), ("/answers", Loc[nameof(AppText.NavAnswers)]),
        ],
        Hat.Admin => [("/audit", Loc[nameof(AppText.NavAudit)]), ("/members", Staff[nameof(MembersText.Title)])],
        Hat.Supervisor => [("/copies", Staff[nameof(MembersText.CopiesTitle)])],
        _ => [],
    };

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Recover;
        var actor = await Actors.GetAsync();
        _hat = actor.Hat;
        _me = await Me.GetAsync();
        var others = (await Directory.HatsOfAsync(actor.AccountId, CancellationToken.None))
            .Where(h => h != new WearableHat(actor.Hat, actor.PracticeId, actor.PersonId)).ToList();
        _switch = others switch
        {
            [] => null,
            // The usual case of a solo practice is said by name; of more, the page that it leads to tells.
            [{ Hat: Hat.Admin } other] when other.PracticeId == actor.PracticeId => Loc[nameof(AppText.SwitchToAdmin)].Value,
            [{ Hat: Hat.Therapist } other] when other.PracticeId == actor.PracticeId => Loc[nameof(AppText.SwitchToTherapist)].Value,
            _ => Staff[nameof(MembersText.SwitchHat)].Value,
        };
    }

    // A page that broke is not the next page's fault.
    private void Recover(object? sender, LocationChangedEventArgs change) => _boundary?.Recover();

    public void Dispose() => Navigation.LocationChanged -= Recover;
}
