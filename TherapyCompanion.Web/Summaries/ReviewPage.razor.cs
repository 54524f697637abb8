using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Core.Text;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Summaries;

public sealed partial class ReviewPage
{
    private readonly CancellationTokenSource _leaving = new();
    private Wall _wall = null!;
    private ReviewView? _view;
    private SummaryOnScreen? _screen;
    private Refusal? _refusal;
    private DateTimeOffset? _savedAt;
    private int? _linking;
    private int? _focusOn;
    private bool _signing;
    private bool _justSigned;
    private bool _focusConfirm;
    private bool _focusNext;
    private bool _working;
    private bool _missing;
    private ElementReference _root;
    private ElementReference _confirm;
    private DotNetObjectReference<ReviewPage>? _self;
    private IJSObjectReference? _script;
    private IJSObjectReference? _attached;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Why a download led back here.</summary>
    [SupplyParameterFromQuery(Name = SummaryEndpoints.RefusedKey)]
    public string? NoFileBecause { get; set; }

    // Only a key that a download can bring, whatever the address says.
    private Refusal? NoFile => new[]
        { PrintRefusals.NoPrinter, PrintRefusals.PrinterBusy, PrintRefusals.PrinterFailed, SummaryRefusals.NotAsSigned }
        .FirstOrDefault(r => r.Key == NoFileBecause);

    // The engine that was asked did not answer, and the built-in one made the draft.
    private bool FellBack =>
        Navigation.HistoryEntryState == nameof(EngineChoice.Configured) && _screen?.Document.MadeBy == Engine.BuiltInName
        && Engines.Configured.Name != Engine.BuiltInName;

    protected override async Task OnParametersSetAsync()
    {
        if (_view?.SessionId == Id) return;
        _wall = await Clock.GetAsync();
        var opened = await Review.OpenAsync(await Actors.GetAsync(), Id, _leaving.Token);
        _missing = !opened.IsDone;
        if (opened.IsDone) (_view, _screen) = (opened.Value, opened.Value.Summary);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_screen?.State is not SummaryState.Draft) return;
        if (_attached is null)
        {
            _self ??= DotNetObjectReference.Create(this);
            _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./Summaries/ReviewPage.razor.js");
            _attached ??= await _script.InvokeAsync<IJSObjectReference>("attach", _root, _self);
        }

        if (_focusConfirm)
        {
            _focusConfirm = false;
            await _confirm.FocusAsync();
        }

        if (_focusNext)
        {
            _focusNext = false;
            await _attached.InvokeVoidAsync("afterReading");
        }

        if (_focusOn is { } sentence)
        {
            _focusOn = null;
            await _attached.InvokeVoidAsync("focusSentence", sentence);
        }
    }

    /// <summary>Carries out one edit. True when it was done; else the words stay where they were typed.</summary>
    private async Task<bool> EditAsync(SummaryEdit edit)
    {
        if (_working || _screen is null) return false;
        (_working, _signing) = (true, false);
        var done = await Revise.RunAsync(await Actors.GetAsync(), _screen.Id, edit, _screen.Revision, _leaving.Token);
        _refusal = done.Refusal;
        if (done.IsDone)
        {
            (_screen, _savedAt) = (done.Value, _wall.Now);
            _focusOn = Sentence(edit, done.Value.Document);
            _focusNext = edit is SummaryEdit.ReadRisk;
        }
        else if (done.Refusal == SummaryRefusals.Changed || done.Refusal == SummaryRefusals.AlreadySigned)
        {
            await RefreshAsync();
        }

        _working = false;
        StateHasChanged(); // a row called through a plain delegate, which by itself tells this page nothing
        return done.IsDone;
    }

    private async Task RefreshAsync()
    {
        var again = await Review.RefreshAsync(await Actors.GetAsync(), Id, _leaving.Token);
        if (again.IsDone) (_view, _screen) = (again.Value, again.Value.Summary);
    }

    private async Task ReadAgainAsync()
    {
        await RefreshAsync();
        StateHasChanged(); // the record called through a plain delegate, which by itself tells this page nothing
    }

    // Where the eye was: focus returns to the sentence that was worked on.
    private static int? Sentence(SummaryEdit edit, SummaryDocument document) => edit switch
    {
        SummaryEdit.Rewrite e => e.SentenceId,
        SummaryEdit.TakeAsOwn e => e.SentenceId,
        SummaryEdit.Link e => e.SentenceId,
        SummaryEdit.Remove e => e.SentenceId,
        SummaryEdit.Restore e => e.SentenceId,
        SummaryEdit.Add e => document.Sections.First(s => s.Key == e.SectionKey).Sentences[^1].Id,
        _ => null,
    };

    private void StartLinking(int sentence) => _linking = _linking == sentence ? null : sentence;

    /// <summary>Called by the script: the words in the source that were selected or pressed.</summary>
    [JSInvokable]
    public async Task LinkTo(int start, int length)
    {
        if (_linking is not { } sentence) return;
        if (await EditAsync(new SummaryEdit.Link(sentence, new TextSpan(start, length)))) _linking = null;
        StateHasChanged();
    }

    private async Task NextMarkAsync()
    {
        if (_attached is not null) await _attached.InvokeVoidAsync("nextMark");
    }

    private void AskToSign() => (_signing, _focusConfirm) = (true, true);

    private async Task SignAsync()
    {
        if (_working || _screen is null) return;
        _working = true;
        _refusal = await SignIt.RunAsync(await Actors.GetAsync(), _screen.Id, _screen.Shown, _leaving.Token);
        _justSigned = _refusal is null;
        await RefreshAsync();
        (_working, _signing) = (false, false);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync("detach");
                await _attached.DisposeAsync();
            }

            if (_script is not null) await _script.DisposeAsync();
        }
        catch (JSDisconnectedException) { }

        _self?.Dispose();
    }
}
