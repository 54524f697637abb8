using Microsoft.AspNetCore.Components.Routing;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Layout;

public sealed partial class StaffLayout
{
    private PageBoundary? _boundary;
    private Hat? _hat;
    private Hat? _otherHat;
    private Myself? _me;

    private string SkipTo => new Uri(Navigation.Uri).AbsolutePath + "#content";

    private IEnumerable<(string Path, string Text)> Places => _hat switch
    {
        Hat.Therapist =>
        [
            ("/today", Loc[nameof(AppText.NavToday)]), ("/patients", Loc[nameof(AppText.NavPatients)]),
            ("/approvals", Loc[nameof(AppText.NavApprovals)]), ("/answers", Loc[nameof(AppText.NavAnswers)]),
        ],
        Hat.Admin => [("/audit", Loc[nameof(AppText.NavAudit)])],
        _ => [],
    };

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Recover;
        _hat = (await Actors.GetAsync()).Hat;
        _me = await Me.GetAsync();
        _otherHat = _me.Hats.Where(h => h != _hat && h is Hat.Therapist or Hat.Admin).Select(h => (Hat?)h).FirstOrDefault(h => h != _hat);
    }

    // A page that broke is not the next page's fault.
    private void Recover(object? sender, LocationChangedEventArgs change) => _boundary?.Recover();

    public void Dispose() => Navigation.LocationChanged -= Recover;
}
