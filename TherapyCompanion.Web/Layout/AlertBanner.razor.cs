using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Safety;
using TherapyCompanion.Web.Live;

namespace TherapyCompanion.Web.Layout;

public sealed partial class AlertBanner
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<AlertRow> _open = [];
    private Wall? _wall;
    private Task _watching = Task.CompletedTask;

    protected override async Task OnInitializedAsync()
    {
        _wall = await Clock.GetAsync();
        await LookAsync();
        Changed.Happened += LookNow;
        _watching = WatchAsync();
    }

    // Ends with the page. A look that fails is logged and tried again: the banner is the last thing that may go quiet.
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token)) await InvokeAsync(LookAsync);
        }
        catch (OperationCanceledException) { }
    }

    private void LookNow() => _watching = Task.WhenAll(_watching, InvokeAsync(LookAsync));

    private async Task LookAsync()
    {
        try
        {
            _open = await Alerts.ListAsync(await Actors.GetAsync(), _leaving.Token);
            StateHasChanged();
        }
        catch (OperationCanceledException) { }
        catch (SessionOverException) { } // the page is on its way out, or waits under its lock
        catch (Exception e)
        {
            Log.LogError(e, "Open alerts could not be read; trying again in {Seconds} seconds", Every.TotalSeconds);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Changed.Happened -= LookNow;
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}
