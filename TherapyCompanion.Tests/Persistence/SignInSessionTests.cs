using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The rows of sign-ins: what they are worth when, what brings them back, and what nothing does.</summary>
[Trait("Needs", "Database")]
public sealed class SignInSessionTests(DoorHouse house) : IClassFixture<DoorHouse>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Origin Home = new("192.0.2.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36");

    private SignIns SignIns => house.Get<SignIns>();

    /// <summary>A therapist with an account, and their hat.</summary>
    private async Task<(Actor Dana, WearableHat Hat)> NewAsync()
    {
        var account = await house.NewAccountAsync($"p{Guid.NewGuid():N}@example.org", DoorClient.Password);
        var practice = Guid.NewGuid();
        var member = await house.Get<CreatePractice>().RunAsync(
            practice, account, "הקליניקה", "הודעות", new("דנה לוי", "", "", TherapyCompanion.Core.Agents.Letters.Form.Feminine), House.TestOrigin, None);
        return (Actor.Therapist(practice, account, member.Value, House.TestOrigin), new(Hat.Therapist, practice, member.Value));
    }

    private async Task<(Actor Dana, SignInSession Session)> InAsync(Origin? from = null)
    {
        var (dana, hat) = await NewAsync();
        var session = await SignIns.BeginAsync(dana.AccountId, hat, from ?? Home, house.Clock.GetUtcNow(), None);
        return (dana.InSession(session.Id), session);
    }

    private async Task<SessionState> StateAsync(Guid id) => (await SignIns.FindAsync(id, None))!.StateAt(house.Clock.GetUtcNow());

    private void Pass(TimeSpan time) => house.Clock.Advance(time);

    private async Task<bool> OpensAsync(Actor actor)
    {
        try
        {
            await using var db = await house.Databases.OpenAsync(actor, None);
            return true;
        }
        catch (SessionOverException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Left_alone_it_locks_seen_it_stays_and_what_is_locked_no_activity_opens()
    {
        var (_, session) = await InAsync();
        Pass(TimeSpan.FromMinutes(14));
        (await StateAsync(session.Id)).Should().Be(SessionState.Live);
        await SignIns.SeenAsync(session, None);
        Pass(TimeSpan.FromMinutes(14));
        (await StateAsync(session.Id)).Should().Be(SessionState.Live, "it was seen in between");
        Pass(TimeSpan.FromMinutes(1));
        (await StateAsync(session.Id)).Should().Be(SessionState.Locked);
        await SignIns.SeenAsync(session, None);
        (await StateAsync(session.Id)).Should().Be(SessionState.Locked, "a request does not open it");
        (await SignIns.UnlockAsync(session.Id, None)).Should().BeTrue();
        (await StateAsync(session.Id)).Should().Be(SessionState.Live);
        (await SignIns.LockAsync(session.Id, None)).Should().BeTrue();
        (await SignIns.LockAsync(session.Id, None)).Should().BeFalse("it is locked already");
        await SignIns.SeenAsync(session, None);
        await SignIns.ProveAsync(session.Id, None);
        (await StateAsync(session.Id)).Should().Be(SessionState.Locked, "a proof for something else does not open it either");
    }

    [Fact]
    public async Task After_its_limit_only_all_factors_bring_it_back_and_only_for_a_day()
    {
        var (dana, session) = await InAsync();
        (await OpensAsync(dana)).Should().BeTrue();
        Pass(TimeSpan.FromHours(12));
        (await StateAsync(session.Id)).Should().Be(SessionState.Expired);
        (await OpensAsync(dana)).Should().BeFalse("no database opens for it");
        (await SignIns.UnlockAsync(session.Id, None)).Should().BeFalse("one factor is not enough");
        (await SignIns.ProveAsync(session.Id, None)).Should().BeFalse();
        await SignIns.SeenAsync(session, None);
        (await StateAsync(session.Id)).Should().Be(SessionState.Expired);

        Pass(SignInSession.Grace - TimeSpan.FromMinutes(1));
        (await SignIns.ProlongAsync(session, None)).Should().Be(house.Clock.GetUtcNow().AddHours(12));
        (await StateAsync(session.Id)).Should().Be(SessionState.Live);
        (await OpensAsync(dana)).Should().BeTrue();

        Pass(TimeSpan.FromHours(12) + SignInSession.Grace);
        (await StateAsync(session.Id)).Should().Be(SessionState.Over);
        (await SignIns.ProlongAsync((await SignIns.FindAsync(session.Id, None))!, None)).Should().BeNull();
        (await OpensAsync(dana)).Should().BeFalse();
    }

    [Fact]
    public async Task What_ended_stays_ended()
    {
        var (dana, session) = await InAsync();
        (await SignIns.EndAsync(session.Id, Guid.NewGuid(), SessionEnd.Revoked, None)).Should().BeFalse("it is not theirs");
        (await SignIns.EndAsync(session.Id, dana.AccountId, SessionEnd.Revoked, None)).Should().BeTrue();
        (await SignIns.EndAsync(session.Id, dana.AccountId, SessionEnd.SignedOut, None)).Should().BeFalse("it was over");
        (await SignIns.UnlockAsync(session.Id, None)).Should().BeFalse();
        (await SignIns.ProveAsync(session.Id, None)).Should().BeFalse();
        (await SignIns.LockAsync(session.Id, None)).Should().BeFalse();
        (await SignIns.ProlongAsync(session, None)).Should().BeNull();
        await SignIns.SeenAsync(session, None);
        (await StateAsync(session.Id)).Should().Be(SessionState.Over);
        (await OpensAsync(dana)).Should().BeFalse();
        // The login itself can't take it back.
        await using var login = await house.RawAsync("tc_signin");
        await using var again = new NpgsqlCommand("update signin.sessions set ended_at = null, ended_by = null where id = $1", login) { Parameters = { new() { Value = session.Id } } };
        (await again.Invoking(c => c.ExecuteNonQueryAsync()).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("TC001");
    }

    [Fact]
    public async Task A_session_lends_nobody_another_persons_hat()
    {
        var (dana, session) = await InAsync();
        var (noga, _) = await InAsync();
        (await OpensAsync(dana)).Should().BeTrue();
        (await OpensAsync(noga.InSession(session.Id))).Should().BeFalse();
        (await OpensAsync(Actor.Therapist(dana.PracticeId, dana.AccountId, noga.PersonId, House.TestOrigin).InSession(session.Id))).Should().BeFalse();
        (await OpensAsync(Actor.Therapist(noga.PracticeId, dana.AccountId, dana.PersonId, House.TestOrigin).InSession(session.Id))).Should().BeFalse();
        (await OpensAsync(dana.InSession(Guid.NewGuid()))).Should().BeFalse();
    }

    [Fact]
    public async Task Of_many_ends_at_once_one_counts()
    {
        var (dana, session) = await InAsync();
        (await DoorHouse.AtOnceAsync(20, _ => SignIns.EndAsync(session.Id, dana.AccountId, SessionEnd.Revoked, None))).Count(e => e).Should().Be(1);
    }

    [Fact]
    public async Task Every_node_hears_of_locks_and_ends_by_their_id_alone()
    {
        var (dana, session) = await InAsync();
        await using var ear = await house.RawAsync("tc_signin");
        var heard = new List<string>();
        ear.Notification += (_, n) => heard.Add(n.Payload);
        await using (var listen = new NpgsqlCommand("listen tc_sessions", ear)) await listen.ExecuteNonQueryAsync(None);
        await SignIns.SeenAsync(session, None);
        await SignIns.LockAsync(session.Id, None);
        await SignIns.UnlockAsync(session.Id, None);
        await SignIns.EndAsync(session.Id, dana.AccountId, SessionEnd.Revoked, None);
        for (var i = 0; i < 3; i++) (await ear.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).Should().BeTrue();
        heard.Should().OnlyContain(p => p == session.Id.ToString()).And.HaveCount(3);
    }

    [Fact]
    public async Task The_watch_ends_what_is_here_and_leaves_the_rest()
    {
        var (dana, session) = await InAsync();
        var (_, other) = await InAsync();
        var live = new LiveSessions(house.Clock);
        using var watch = new SessionWatch(live, SignIns, Options.Create(house.Database), TimeProvider.System, NullLogger<SessionWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        var (ended, left) = (new TaskCompletionSource(), 0);
        using var here = live.Enter(session, ended.SetResult);
        using var there = live.Enter(other, () => left++);
        live.StateOf(session.Id).Should().Be(SessionState.Live);
        live.StateOf(Guid.NewGuid()).Should().Be(SessionState.Over, "what nobody knows counts as over");
        await SignIns.EndAsync(session.Id, dana.AccountId, SessionEnd.Revoked, None);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        live.StateOf(session.Id).Should().Be(SessionState.Over);
        live.Learn(session.Id, session);
        live.StateOf(session.Id).Should().Be(SessionState.Over, "what was read before does not bring it back");
        var late = 0;
        live.Enter(session, () => late++).Dispose();
        late.Should().Be(1, "who comes after the end is told at once");
        left.Should().Be(0);
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_list_has_what_goes_on_and_what_ended_within_30_days_and_then_it_is_forgotten()
    {
        var (dana, hat) = await NewAsync();
        var old = await SignIns.BeginAsync(dana.AccountId, hat, Home, null, None);
        await SignIns.EndAsync(old.Id, dana.AccountId, SessionEnd.SignedOut, None);
        Pass(TimeSpan.FromDays(29));
        var now = await SignIns.BeginAsync(dana.AccountId, hat, Home, null, None);
        (await SignIns.ListAsync(dana.AccountId, None)).Select(s => s.Id).Should().BeEquivalentTo([old.Id, now.Id]);
        SignIns.OriginOf(now).Should().Be(Home);
        await SignIns.ForgetOldAsync(None);
        (await SignIns.FindAsync(old.Id, None)).Should().NotBeNull();
        Pass(TimeSpan.FromDays(1));
        (await SignIns.ListAsync(dana.AccountId, None)).Select(s => s.Id).Should().BeEquivalentTo([now.Id]);
        (await SignIns.ForgetOldAsync(None)).Should().BeGreaterThan(0);
        (await SignIns.FindAsync(old.Id, None)).Should().BeNull();
        (await SignIns.FindAsync(now.Id, None)).Should().NotBeNull("it has run out, and that is not long ago");
        (await house.SeeAsync<long>("select count(*) from signin.sessions where device like '%Chrome%' or address like '%192.0.2%'")).Should().Be(0, "who was where is sealed");
    }

    [Theory]
    [InlineData("192.0.2.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36", false)]
    [InlineData("192.0.2.99", "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0.3.2 Safari/537.36", false)] // brought up to date, and another number from the provider
    [InlineData("198.51.100.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36", true)]
    [InlineData("192.0.2.7", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", true)]
    [InlineData("2001:db8::7", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36", true)]
    public async Task A_place_is_new_when_no_earlier_sign_in_was_from_there(string address, string browser, bool isNew)
    {
        var (dana, hat) = await NewAsync();
        (await SignIns.IsFromNewPlaceAsync(dana.AccountId, Home, None)).Should().BeFalse("the very first is no news");
        await SignIns.BeginAsync(dana.AccountId, hat, Home, null, None);
        (await SignIns.IsFromNewPlaceAsync(dana.AccountId, new(address, browser), None)).Should().Be(isNew);
    }
}
