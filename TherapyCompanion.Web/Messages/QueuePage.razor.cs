using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Messages;

public sealed partial class QueuePage : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _leaving = new();
    private Wall _wall = null!;
    private IReadOnlyList<QueueRow>? _rows;
    private MessageOnScreen? _shown;
    private ApprovedNote? _justApproved;
    private bool _missing;
    private Task _watching = Task.CompletedTask;

    [Parameter]
    public Guid? Id { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _wall = await Clock.GetAsync();
        _rows = (await Queue.OpenAsync(await Actors.GetAsync(), _leaving.Token)).Value;
        await ShowAsync();
        _watching = WatchAsync();
    }

    protected override Task OnParametersSetAsync() => _rows is null || _shown?.Id == Id ? Task.CompletedTask : ShowAsync();

    private async Task ShowAsync()
    {
        if ((Id ?? _rows!.FirstOrDefault(r => r.State is not MessageState.Approved)?.Id) is not { } id)
        {
            (_shown, _missing) = (null, false);
            return;
        }

        var read = await Queue.OpenMessageAsync(await Actors.GetAsync(), id, _leaving.Token);
        (_shown, _missing) = (read.IsDone ? read.Value : null, !read.IsDone);
    }

    // The list and the message on the screen, as they stand now.
    private async Task ReadAgainAsync()
    {
        _rows = await Queue.RefreshAsync(await Actors.GetAsync(), _leaving.Token);
        if (_shown is { } shown && await Queue.ReadAsync(await Actors.GetAsync(), shown.Id, _leaving.Token) is { IsDone: true } read) _shown = read.Value;
        StateHasChanged(); // the panel called through a plain delegate, which by itself tells this page nothing
    }

    private async Task ApprovedAsync(ApprovedNote note)
    {
        _justApproved = note;
        await NextAsync();
    }

    private async Task DecidedAsync()
    {
        _justApproved = null;
        await NextAsync();
    }

    // The next opens by itself: «Ctrl Enter» approves the one on screen and goes on.
    private async Task NextAsync()
    {
        var was = _shown?.Id;
        _rows = await Queue.RefreshAsync(await Actors.GetAsync(), _leaving.Token);
        var next = _rows.FirstOrDefault(r => r.State is not MessageState.Approved && r.Id != was)?.Id ?? was;
        if (next == Id) await ReadAgainAsync();
        else Navigation.NavigateTo(next is null ? "/approvals" : $"/approvals/{next}");
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token)) await InvokeAsync(LookAsync);
        }
        catch (OperationCanceledException) { }
    }

    // Only the list: the message being read changes when the reader asks for it, not under their eyes.
    private async Task LookAsync()
    {
        try
        {
            _rows = await Queue.RefreshAsync(await Actors.GetAsync(), _leaving.Token);
            StateHasChanged();
        }
        catch (OperationCanceledException) { }
        catch (SessionOverException) { } // the page is on its way out, or waits under its lock
        catch (Exception e)
        {
            Log.LogError(e, "The queue could not be read again");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}

/// <summary>What was approved a moment ago, with the way back while there is one.</summary>
public sealed record ApprovedNote(Guid MessageId, string Initials, DateTimeOffset LeavesAt);
