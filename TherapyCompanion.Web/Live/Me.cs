using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Web.Live;

/// <summary>The signed-in member, read once a circuit.</summary>
public sealed class Me(ActorSource actors, WhoAmI whoAmI)
{
    private Task<Myself>? _myself;

    public Task<Myself> GetAsync() => _myself ??= ReadAsync();

    private async Task<Myself> ReadAsync() => (await whoAmI.RunAsync(await actors.GetAsync(), CancellationToken.None)).Value;
}
