using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Patients;

/// <summary>A person's details, to read and to change. What is typed stays through a refusal, another tab's save and a way out.</summary>
public sealed partial class DetailsPage(
    DetailsDesk desk, ChangeDetails change, ActorSource actors, WallClock clock, NavigationManager navigation, IStringLocalizer<DetailsText> loc,
    IStringLocalizer<PatientsText> patients, IStringLocalizer<AppText> app, IStringLocalizer<RefusalText> refusals)
{
    private DetailsDraft? _draft;
    private DetailsOnScreen? _seen;
    private DetailsOnScreen? _theirs;
    private Wall? _wall;
    private Refusal? _refusal;
    private DateTimeOffset? _savedAt;
    private string? _leaving;
    private bool _missing;
    private bool _left;
    private bool _working;
    private bool _same;

    [Parameter]
    public Guid Id { get; set; }

    private IStringLocalizer<DetailsText> Loc => loc;

    private IStringLocalizer<PatientsText> Patients => patients;

    private IStringLocalizer<AppText> App => app;

    private bool IsDirty => !_draft!.ToDetails().Equals(_seen!.Details);

    /// <summary>Why what is typed can't be kept; said once somebody has left a field.</summary>
    private Refusal? Problem => _left ? _draft!.ToDetails().Check(_wall!.Today) : null;

    private string? IdentityDoubt => _draft!.Identity.Trim().Length > 0 && !IdentityNumber.Fits(_draft.Identity) ? loc[nameof(DetailsText.IdentityDoubt)].Value : null;

    private string MinorHint => _draft!.BirthDate is { } born && PatientDetails.EighteenOn(born) is var day && day > _wall!.Today && born <= _wall.Today
        ? loc[nameof(DetailsText.Minor), day.ToString(app[nameof(AppText.DateYearFormat)], System.Globalization.CultureInfo.CurrentUICulture)]
        : "";

    private string SavedState => _working ? loc[nameof(DetailsText.Saving)]
        : IsDirty ? loc[nameof(DetailsText.Unsaved)]
        : _same ? loc[nameof(DetailsText.Same)]
        : _savedAt is { } at ? loc[nameof(DetailsText.Saved), _wall!.Time(at)]
        : "";

    protected override async Task OnParametersSetAsync()
    {
        if (_draft is not null) return;
        _wall = await clock.GetAsync();
        var opened = await desk.OpenAsync(await actors.GetAsync(), Id, CancellationToken.None);
        _missing = !opened.IsDone;
        if (opened.IsDone) Show(opened.Value);
    }

    private void Show(DetailsOnScreen seen) => (_seen, _draft, _theirs) = (seen, DetailsDraft.Of(seen.Details), null);

    private Refusal? Of(params Refusal[] mine) => Problem is { } problem && mine.Contains(problem) ? problem : null;

    private string Said(params Refusal[] mine) => Of(mine) is { } problem ? refusals[problem.Key] : "";

    private void Rest(DayOfWeek day, bool rests)
    {
        if (rests) _draft!.RestDays.Add(day);
        else _draft!.RestDays.Remove(day);
    }

    private async Task SaveAsync()
    {
        (_left, _same) = (true, !IsDirty);
        if (_working || _same || Problem is { } && !IsSaidInBar(Problem)) return;
        await WriteAsync(_seen!.Version);
    }

    // What no field says by itself is said beside the button, by the act.
    private static bool IsSaidInBar(Refusal? problem) => problem == DetailsRefusals.TooLong;

    private async Task WriteAsync(uint version)
    {
        (_working, _refusal) = (true, null);
        StateHasChanged();
        var actor = await actors.GetAsync();
        var mine = _draft!.ToDetails();
        _refusal = await change.RunAsync(actor, Id, mine, version, CancellationToken.None);
        if (_refusal == DetailsRefusals.Changed) await MeetAsync(actor, mine);
        else if (_refusal is null) await SavedAsync(actor);
        _working = false;
    }

    private async Task SavedAsync(Actor actor)
    {
        if (await desk.RefreshAsync(actor, Id, CancellationToken.None) is { IsDone: true } read) Show(read.Value);
        (_savedAt, _left) = (_wall!.Now, false);
    }

    // Somebody saved first. Where only another part of the file moved (a step of the treatment), it is no conflict.
    private async Task MeetAsync(Actor actor, PatientDetails mine)
    {
        var read = await desk.RefreshAsync(actor, Id, CancellationToken.None);
        if (!read.IsDone)
        {
            _refusal = read.Refusal;
            return;
        }

        if (!read.Value.Details.Equals(_seen!.Details) && !read.Value.Details.Equals(mine))
        {
            (_theirs, _refusal) = (read.Value, null);
            return;
        }

        _refusal = await change.RunAsync(actor, Id, mine, read.Value.Version, CancellationToken.None);
        if (_refusal is null) await SavedAsync(actor);
    }

    private IEnumerable<(string Field, string Text)> Differing(PatientDetails theirs) =>
        DetailsDraft.Read(theirs, patients, app).Zip(DetailsDraft.Read(_draft!.ToDetails(), patients, app))
            .Where(pair => pair.First.Text != pair.Second.Text).Select(pair => pair.First);

    private async Task KeepMineAsync()
    {
        if (_working) return;
        (_seen, _theirs) = (_theirs!, null);
        await SaveAsync();
    }

    private void TakeTheirs() => Show(_theirs!);

    private void LeavingAsync(LocationChangingContext context)
    {
        if (_leaving is not null || !IsDirty) return;
        context.PreventNavigation();
        _leaving = context.TargetLocation;
        StateHasChanged();
    }

    private async Task SaveAndLeaveAsync()
    {
        await SaveAsync();
        if (!IsDirty) Leave();
        else _leaving = null;
    }

    private void Leave() => navigation.NavigateTo(_leaving!);
}
