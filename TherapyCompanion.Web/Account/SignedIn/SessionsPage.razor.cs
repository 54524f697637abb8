using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Account.SignedIn;

/// <summary>
/// Where this account is signed in, and the way to end that. It asks for no fresh proof: whoever closes a door takes nothing, and must
/// not be held up by it.
/// </summary>
public sealed partial class SessionsPage(
    IdentityDesk desk, SignIns sessions, HatPlaces places, PracticeZone zone, TimeProvider clock,
    IStringLocalizer<SignedInText> loc, IStringLocalizer<AccountText> account, IStringLocalizer<AppText> app)
{
    private List<Row> _open = [];
    private List<Row> _over = [];
    private Wall? _wall;
    private int? _closed;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "end")]
    private Guid? Ended { get; set; }

    private IStringLocalizer<SignedInText> Loc => loc;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task EndAsync()
    {
        // Only what the list of this very account shows, whatever was posted.
        _closed = await desk.EndAsync(Http, [.. _open.Where(r => r.Id == Ended && !r.IsThis).Select(r => r.Id)], Http.RequestAborted);
        await ReadAsync();
    }

    private async Task EndOthersAsync()
    {
        _closed = await desk.EndAsync(Http, [.. _open.Where(r => !r.IsThis).Select(r => r.Id)], Http.RequestAborted);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        if (Http.SessionOf() is not { } mine || Claims.ActorFrom(Http.User) is not { } actor) return;
        var ct = Http.RequestAborted;
        _wall ??= new Wall(await zone.ReadAsync(actor, ct), clock, app);
        var here = sessions.OriginOf(mine);
        var names = new Dictionary<WearableHat, string>();
        var rows = new List<Row>();
        foreach (var session in await sessions.ListAsync(mine.AccountId, ct))
        {
            var hat = new WearableHat(Enum.Parse<Hat>(session.Hat), session.PracticeId, session.PersonId);
            if (!names.TryGetValue(hat, out var place)) names[hat] = place = await places.ReadAsync(actor, hat, ct);
            var from = sessions.OriginOf(session);
            var over = session.IsOver(clock.GetUtcNow());
            rows.Add(new(
                session.Id, DeviceName.Of(from.UserAgent, loc), TextOf(hat.Hat), place, from.Address, from.Address == here.Address, session.Id == mine.Id,
                session.BeganAt, session.SeenAt, over ? session.EndedAt ?? session.ExpiresAt : null, over ? WhyOf(session.EndedBy) : ""));
        }

        _open = [.. rows.Where(r => r.EndedAt is null).OrderByDescending(r => r.IsThis).ThenByDescending(r => r.SeenAt)];
        _over = [.. rows.Where(r => r.EndedAt is not null).OrderByDescending(r => r.EndedAt)];
    }

    private string TextOf(Hat hat) => hat switch
    {
        Hat.Therapist => account[nameof(AccountText.HatTherapist)],
        Hat.Admin => account[nameof(AccountText.HatAdmin)],
        Hat.Patient => account[nameof(AccountText.HatPatient)],
        Hat.Supervisor => account[nameof(AccountText.HatSupervisor)],
        Hat.Guardian => account[nameof(AccountText.HatGuardian)],
        Hat.Job or Hat.Beth => throw new InvalidOperationException("Nobody signs in as a job or an agent."),
    };

    private string WhyOf(SessionEnd? why) => loc[why switch
    {
        SessionEnd.SignedOut => nameof(SignedInText.EndSignedOut),
        SessionEnd.Replaced => nameof(SignedInText.EndReplaced),
        SessionEnd.Revoked => nameof(SignedInText.EndRevoked),
        SessionEnd.Blocked => nameof(SignedInText.EndBlocked),
        SessionEnd.HatTaken => nameof(SignedInText.EndHatTaken),
        SessionEnd.SecretsChanged => nameof(SignedInText.EndSecretsChanged),
        null => nameof(SignedInText.EndExpired),
    }];

    private sealed record Row(
        Guid Id, string Device, string Hat, string Place, string Address, bool IsSameNetwork, bool IsThis,
        DateTimeOffset BeganAt, DateTimeOffset SeenAt, DateTimeOffset? EndedAt, string Why);
}
