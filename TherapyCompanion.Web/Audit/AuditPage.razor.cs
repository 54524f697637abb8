using System.Globalization;
using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Audit;

public sealed partial class AuditPage
{
    private Wall? _wall;
    private IReadOnlyList<AuditRow>? _rows;
    private AuditIntegrity? _integrity;
    private Refusal? _refusal;
    private (long?, string?)? _shown;
    private string _code = "";
    private bool _checking;

    /// <summary>The place to read on from: the state of the page is its address.</summary>
    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    [SupplyParameterFromQuery]
    public string? Patient { get; set; }

    private string ChainClass => _integrity switch { null => "", { IsWhole: true } => "whole", _ => "broken" };

    private string ChainLine => _integrity switch
    {
        null => Loc[nameof(AuditText.NotChecked)],
        { IsWhole: true, AnchoredAt: { } anchored } => Loc[
            nameof(AuditText.Whole), Count(_integrity.Entries), _wall!.When(_integrity.CheckedAt), _wall.When(anchored)],
        { IsWhole: true } => Loc[nameof(AuditText.WholeNoAnchor), Count(_integrity.Entries), _wall!.When(_integrity.CheckedAt)],
        _ => Loc[nameof(AuditText.Broken), Count(_integrity.BrokenAfter!.Value)],
    };

    protected override async Task OnParametersSetAsync()
    {
        // One visit of one page of the trail is one reading.
        if (_shown == (Before, Patient)) return;
        _shown = (Before, Patient);
        _code = Patient ?? "";
        _wall = await Clock.GetAsync();
        var opened = await Trail.OpenAsync(await Actors.GetAsync(), Before, Patient, CancellationToken.None);
        _refusal = opened.Refusal;
        _rows = opened.IsDone ? opened.Value : [];
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private void Filter() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        "/audit", new Dictionary<string, object?> { ["patient"] = string.IsNullOrWhiteSpace(_code) ? null : _code.Trim().ToUpperInvariant() }));

    private string Href(long? before) => Navigation.GetUriWithQueryParameters(
        "/audit", new Dictionary<string, object?> { ["before"] = before, ["patient"] = Patient });

    private async Task CheckAsync()
    {
        if (_checking) return;
        _checking = true;
        StateHasChanged();
        var verified = await Trail.VerifyAsync(await Actors.GetAsync(), CancellationToken.None);
        (_refusal, _checking) = (verified.Refusal, false);
        if (verified.IsDone) _integrity = verified.Value;
    }
}
