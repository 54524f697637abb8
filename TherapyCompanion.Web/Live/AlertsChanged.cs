namespace TherapyCompanion.Web.Live;

/// <summary>Within one circuit: an alert was taken in hand, so the banner need not wait for its next look.</summary>
public sealed class AlertsChanged
{
    public event Action? Happened;

    public void Tell() => Happened?.Invoke();
}
