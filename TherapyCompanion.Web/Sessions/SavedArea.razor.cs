using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Web.Controls;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Sessions;

/// <summary>
/// Words that store themselves while they are typed, each time with their audit entry; the browser holds them until then. The page
/// around it shows <see cref="State"/> in an element named <c>Id-saved</c>.
/// </summary>
public sealed partial class SavedArea
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _leaving = new();
    private WritingArea? _area;
    private StoredWords? _theirs;
    private DateTimeOffset? _savedAt;
    private string _text = "";
    private int _revision;
    private int _surface;
    private Task? _saving;
    private bool _unsaved;

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>What is stored when the surface opens. Other words are another surface: give it a <c>@key</c>.</summary>
    [Parameter, EditorRequired]
    public required StoredWords Start { get; set; }

    /// <summary>Stores a text that began from a revision; gives the new one.</summary>
    [Parameter, EditorRequired]
    public required Func<Actor, string, int, Task<Result<int>>> Save { get; set; }

    /// <summary>What is stored now, after somebody wrote elsewhere.</summary>
    [Parameter, EditorRequired]
    public required Func<Actor, Task<Result<StoredWords>>> Reload { get; set; }

    /// <summary>Called when what stands around the surface has to be shown anew.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Parameter, EditorRequired]
    public required Wall Wall { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string Placeholder { get; set; } = " ";

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public int Rows { get; set; } = 3;

    [Parameter]
    public int Longest { get; set; } = SessionNotes.Longest;

    [Parameter]
    public bool Focus { get; set; } = true;

    /// <summary>Why the last save did not come about; null where it did, or where both versions stand on the page.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether the sign-in reached its limit, and the words wait here until its owner is back.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Whether two versions wait for a decision.</summary>
    public bool HasTwo => _theirs is not null;

    /// <summary>What is said of the words: being saved, or saved at a time.</summary>
    public string State => (_unsaved, _savedAt) switch
    {
        _ when _theirs is not null => "",
        (true, _) => Loc[nameof(SessionsText.Saving)],
        (false, { } at) => Loc[nameof(SessionsText.Saved), Wall.Time(at)],
        (false, null) => "",
    };

    protected override void OnInitialized() => (_text, _revision, _savedAt) = (Start.Text, Start.Revision, Start.SavedAt);

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? Changed.InvokeAsync() : Task.CompletedTask;

    /// <summary>Stores what is on the screen now; false when it could not be.</summary>
    public async Task<bool> StoreNowAsync()
    {
        if (_area is not null)
        {
            var text = await _area.ReadAsync();
            if (text != _text) (_text, _unsaved) = (text, true);
        }

        return await StoreAsync();
    }

    private Task Typed(string text)
    {
        (_text, _unsaved) = (text, true);
        if (_saving is null or { IsCompleted: true }) _saving = SaveSoonAsync();
        return Changed.InvokeAsync();
    }

    private async Task SaveSoonAsync()
    {
        do
        {
            try
            {
                await Task.Delay(SaveEvery, Time, _leaving.Token);
            }
            catch (OperationCanceledException)
            {
                return; // leaving stores by itself
            }

            await InvokeAsync(StoreAsync);
        }
        while (IsHeld);
    }

    private async Task<bool> StoreAsync()
    {
        while (_unsaved && _theirs is null)
        {
            var text = _text;
            Result<int> saved;
            try
            {
                saved = await Save(await Actors.GetAsync(), text, _revision);
            }
            catch (SessionOverException)
            {
                IsHeld = true; // the sign-in reached its limit in the meantime: the words wait here until its owner is back
                break;
            }

            (IsHeld, Refusal) = (false, saved.Refusal);
            if (saved.Refusal == SessionRefusals.NotesChanged)
            {
                var other = await Reload(await Actors.GetAsync());
                if (other.IsDone) (_theirs, Refusal) = (other.Value, null);
                break;
            }

            if (!saved.IsDone) break;
            (_revision, _savedAt, _unsaved) = (saved.Value, Wall.Now, _text != text);
        }

        StateHasChanged();
        await Changed.InvokeAsync();
        if (!_unsaved && _area is not null && !_leaving.IsCancellationRequested) await _area.SavedAsync();
        return !_unsaved;
    }

    private async Task AppendTheirsAsync()
    {
        if (_area is null || _theirs is null) return;
        await SettleAsync($"{await _area.ReadAsync()}\n\n{_theirs.Text}");
    }

    // Both texts were on the screen; the person said which words go on.
    private async Task SettleAsync(string? chosen)
    {
        if (_area is null || _theirs is not { } theirs) return;
        var mine = await _area.ReadAsync();
        (_text, _revision, _theirs, _unsaved, Refusal) = (chosen ?? mine, theirs.Revision, null, true, null);
        _surface++;
        await StoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        // What the browser sent is stored also when the page is left in the middle of a sentence.
        try
        {
            if (_unsaved && _theirs is null) await Save(await Actors.GetAsync(), _text, _revision);
        }
        catch (SessionOverException)
        {
            // The sign-in was ended. The page it was on says that its last words had not been saved (lock.js).
        }

        _leaving.Dispose();
    }
}
