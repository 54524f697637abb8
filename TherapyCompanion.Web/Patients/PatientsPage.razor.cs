using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Patients.Finding;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Patients;

/// <summary>The files in the therapist's care: initials, until names are asked for; filters at once, and names by the blind index.</summary>
public sealed partial class PatientsPage(
    PatientList patients, FindPatients find, ActorSource actors, WallClock clock, IStringLocalizer<PatientsText> loc, IStringLocalizer<DetailsText> details,
    IStringLocalizer<CareText> care)
{
    private IReadOnlyList<PatientRow>? _rows;
    private List<PatientRow> _shown = [];
    private IReadOnlyList<string> _tags = [];
    private FoundPatients? _found;
    private Wall? _wall;
    private TreatmentStatus? _status;
    private string _tag = "";
    private string _typed = "";
    private bool _names;
    private bool _more;
    private int _asked;

    private IStringLocalizer<PatientsText> Loc => loc;

    private IStringLocalizer<DetailsText> Details => details;

    private IStringLocalizer<CareText> Care => care;

    private string CountLine => _shown.Count == _rows!.Count
        ? loc.Plural(nameof(PatientsText.Files_n), _rows.Count)
        : loc[nameof(PatientsText.FilesOf), _shown.Count, _rows.Count];

    protected override async Task OnInitializedAsync()
    {
        _wall = await clock.GetAsync();
        _rows = (await patients.OpenAsync(await actors.GetAsync(), CancellationToken.None)).Value;
        _tags = [.. _rows.SelectMany(r => r.Tags).Distinct(StringComparer.CurrentCultureIgnoreCase).Order(StringComparer.CurrentCulture)];
        Filter();
    }

    // What is in the list already answers at once; names answer when the index has been asked.
    private async Task TypedAsync(ChangeEventArgs change)
    {
        _typed = change.Value as string ?? "";
        var asked = ++_asked;
        if (_typed.Trim().Length == 0) _found = null;
        Filter();
        if (_typed.Trim().Length == 0) return;
        var found = await find.ListAsync(await actors.GetAsync(), _typed, CancellationToken.None);
        if (asked != _asked || !found.IsDone) return; // another letter has been typed meanwhile
        _found = found.Value;
        Filter();
    }

    private void Filter()
    {
        var rows = _rows!.Where(r => (_status is null || r.Status == _status) && (_tag.Length == 0 || r.Tags.Contains(_tag, StringComparer.CurrentCultureIgnoreCase)));
        _more = false;
        if (_typed.Trim().Length > 0)
        {
            // The nearest name first, then whoever has these initials.
            var places = (_found?.Rows ?? []).Select((f, i) => (f.Id, i)).ToDictionary(f => f.Id, f => f.i);
            rows = rows.Where(r => places.ContainsKey(r.Id) || Answers(r)).OrderBy(r => places.GetValueOrDefault(r.Id, int.MaxValue));
            _more = _found?.More ?? false;
        }

        _shown = [.. rows];
    }

    private void Clear()
    {
        (_typed, _status, _tag, _found) = ("", null, "", null);
        _asked++;
        Filter();
    }

    // «מל» finds «מ׳ ל׳», and a code its file.
    private bool Answers(PatientRow row) =>
        Plain(row.Initials).StartsWith(Plain(_typed), StringComparison.CurrentCultureIgnoreCase) && Plain(_typed).Length > 0
        || _typed.Trim().Length > 1 && row.Code.Contains(_typed.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string initials) => string.Concat(initials.Where(char.IsLetterOrDigit));
}
