using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Tests.Support;
using static TherapyCompanion.Tests.Support.FactorScene;

namespace TherapyCompanion.Tests.Web;

/// <summary>A lost second factor over the real server: who may ask, who approves, what stops it, and what is left of the old factors.</summary>
[Trait("Needs", "Server")]
public sealed class FactorResetTests(FactorScene scene) : IClassFixture<FactorScene>
{
    private static readonly Texts He = new("he");
    private static readonly CancellationToken None = CancellationToken.None;

    private async Task<DoorClient> HalfwayAsync(DoorClient person)
    {
        var halfway = person.ElsewhereAsSame();
        scene.Where(await halfway.GivePasswordAsync()).Should().Be("/sign-in/code");
        return halfway;
    }

    private async Task<DoorClient> AskedAsync(DoorClient person)
    {
        var halfway = await HalfwayAsync(person);
        (await ReadAsync(await halfway.SubmitAsync("factor/lost", "ask"))).Should().Contain(He["FactorText", "LostAsked"]);
        return halfway;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await BodyAsync(answer));

    private async Task<string> StopLinkAsync(DoorClient person, int letter = 1)
    {
        // The first letters told of the factor that was set up.
        for (var tries = 0; ; tries++)
        {
            var links = (await scene.LettersAsync(person, 1)).Select(l => Regex.Match(l.TextBody ?? "", @"/factor/stop/(\S+)")).Where(m => m.Success).Select(m => m.Value[1..]).ToList();
            if (links.Count >= letter || tries > 100) return links[letter - 1];
            await Task.Delay(100, None);
        }
    }

    // Time passes for the request alone: the server goes by the machine's clock.
    private async Task PassAsync(DoorClient person, string time) => await scene.House.ForceAsync(
        $"update signin.factor_resets set asked_at = asked_at - interval '{time}', due_at = due_at - interval '{time}', ends_at = ends_at - interval '{time}', remind_at = remind_at - interval '{time}' where account_id = $1",
        await scene.AccountOfAsync(person));

    private async Task<string> StateAsync(DoorClient person) =>
        await scene.House.SeeAsync<string>("select state from signin.factor_resets where account_id = $1 order by asked_at desc limit 1", await scene.AccountOfAsync(person));

    /// <summary>An admin of the person's practice with a fresh proof, as they are at their screen.</summary>
    private async Task<Actor> AdminBesideAsync(DoorClient person, bool proved = true)
    {
        var practice = await scene.House.SeeAsync<Guid>("select practice_id from tc.members where account_id = $1 limit 1", await scene.AccountOfAsync(person));
        return await AdminOfAsync(practice, proved);
    }

    private async Task<Actor> AdminOfAsync(Guid practice, bool proved = true)
    {
        var account = await scene.House.NewAccountAsync($"noga{Guid.NewGuid():N}@example.org", DoorClient.Password, DoorHouse.Secret);
        var member = new Member(practice, account, [Hat.Admin], new("נגה ברק", "", "", Form.Feminine));
        var first = await scene.House.SeeAsync<Guid>("select account_id from tc.members where practice_id = $1 and owner_since is not null", practice);
        var founder = await scene.House.SeeAsync<Guid>("select id from tc.members where practice_id = $1 and owner_since is not null", practice);
        await using (var db = await scene.House.Databases.OpenAsync(Actor.Admin(practice, first, founder, House.TestOrigin), None))
        {
            db.Members.Add(member);
            (await db.SaveAsync(new(AuditAction.MemberJoined, member.Id, null, AuditReason.Administration), None)).Should().BeNull();
        }

        var session = await scene.House.Get<SignIns>().BeginAsync(account, new(Hat.Admin, practice, member.Id), House.TestOrigin, proved ? scene.House.Clock.GetUtcNow() : null, None);
        return Actor.Admin(practice, account, member.Id, House.TestOrigin).InSession(session.Id);
    }

    private Task<Refusal?> ApproveAsync(Actor admin, Guid reset, bool seen = true) =>
        scene.House.Get<ApproveFactorReset>().RunAsync(admin, reset, ResetReason.DeviceLost, seen, None);

    private async Task<Guid> ResetOfAsync(DoorClient person) =>
        await scene.House.SeeAsync<Guid>("select id from signin.factor_resets where account_id = $1 order by asked_at desc limit 1", await scene.AccountOfAsync(person));

    [Fact]
    public async Task Whoever_gave_no_password_asks_for_nothing()
    {
        using var nobody = scene.New();
        scene.Where(await nobody.GetAsync("factor/lost")).Should().Be("/sign-in");
        using var person = scene.New();
        await person.SignUpAsync();
        scene.Where(await person.GetAsync("factor/lost")).Should().Be("/sign-in", "who is in has lost nothing");
        using var newcomer = scene.New();
        await newcomer.StartSignUpAsync();
        scene.Where(await newcomer.GetAsync("factor/lost")).Should().Be("/factor", "there is nothing to lose yet");
    }

    [Fact]
    public async Task After_the_waiting_time_the_password_leads_to_a_new_factor_and_nothing_of_the_old_ones_is_left()
    {
        var (person, key) = await scene.WithKeyAsync();
        using var halfway = await AskedAsync(person);
        (await scene.AuditedAsync(person, AuditAction.FactorResetAsked)).Should().Be(1);
        (await halfway.PageAsync("factor/lost")).Should().NotContain(He["FactorText", "LostSooner"], "nobody else manages this practice");

        await PassAsync(person, "71 hours 59 minutes");
        using var early = await HalfwayAsync(person);
        (await early.GetAsync("sign-in/code")).StatusCode.Should().Be(HttpStatusCode.OK, "its time has not come");
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);

        await PassAsync(person, "1 minute");
        using var later = person.ElsewhereAsSame();
        await later.GivePasswordAsync();
        scene.Where(await later.GetAsync("sign-in/code")).Should().Be("/factor");
        (await StateAsync(person)).Should().Be("Done");
        (await scene.SessionsAsync(person, "ended_at is null")).Should().Be(0);
        scene.Where(await person.GetAsync("today")).Should().StartWith("/sign-in");
        foreach (var table in new[] { "signin.passkeys where user_id", "signin.recovery_codes where account_id", "signin.account_tokens where user_id" })
            (await scene.CountAsync($"{table} = $1", person)).Should().Be(0, table);
        (await scene.AuditedAsync(person, AuditAction.FactorReset)).Should().Be(1);
        using var thief = scene.New();
        scene.Where(await scene.SignInAsync(thief, key)).Should().BeEmpty("the old key opens nothing");
        scene.Where(await halfway.GetAsync("sign-in/code")).Should().Be("/sign-in", "who was halfway before is out");

        // The new factor is made as the first one was.
        using var fresh = new SoftKey();
        var page = await BodyAsync(await later.GetAsync("factor"));
        var made = fresh.Make(await OptionsAsync(later, page, "passkeys/creation", "halfway"), scene.Server.Address);
        (await BodyAsync(await later.SubmitOnAsync(page, "factor", "passkey", ("Credential", made)))).Should().Contain("class=\"codes\"");
        var letters = await scene.LettersAsync(person, 4);
        letters.Select(l => l.Subject).Should().Contain(["בקשה להסרת האימות הנוסף", "האימות הנוסף הוסר"]);
        person.Dispose();
        key.Dispose();
    }

    [Fact]
    public async Task Signing_in_with_the_factor_stops_it_and_a_recovery_code_does_too()
    {
        var (person, key) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        using var elsewhere = scene.New();
        scene.Where(await scene.SignInAsync(elsewhere, key)).Should().Be("/");
        (await StateAsync(person)).Should().Be("Stopped");
        (await scene.AuditedAsync(person, AuditAction.FactorResetStopped)).Should().Be(1);
        await PassAsync(person, "80 hours");
        using var halfway = await HalfwayAsync(person);
        (await halfway.GetAsync("sign-in/code")).StatusCode.Should().Be(HttpStatusCode.OK, "stopped is stopped");
        (await scene.CountAsync("signin.passkeys where user_id = $1", person)).Should().Be(1);
        person.Dispose();
    }

    [Fact]
    public async Task The_letters_link_shows_first_stops_once_and_tells_nobody_anything_more()
    {
        var (person, _) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        var link = await StopLinkAsync(person);
        using var owner = scene.New();
        (await owner.PageAsync(link)).Should().Contain(He["FactorText", "StopLead"]);
        (await owner.PageAsync(link)).Should().Contain(He["FactorText", "StopLead"], "looking stops nothing");
        (await StateAsync(person)).Should().Be("Asked");

        var page = await BodyAsync(await owner.GetAsync(link));
        var twins = Enumerable.Range(0, 8).Select(_ => scene.Twin(owner)).ToList();
        var answers = await DoorHouse.AtOnceAsync(8, async i => await ReadAsync(await twins[i].SubmitOnAsync(page, link, "stop")));
        answers.Count(a => a.Contains(He["FactorText", "StopDone"], StringComparison.Ordinal)).Should().Be(1);
        (await StateAsync(person)).Should().Be("Stopped");
        (await scene.AuditedAsync(person, AuditAction.FactorResetStopped)).Should().Be(1);
        (await owner.PageAsync(link)).Should().Contain(He["FactorText", "StopOver"]);

        // The next request has a link of its own; this one stops it not.
        using (await AskedAsync(person)) { }
        (await ReadAsync(await scene.Twin(owner).SubmitOnAsync(page, link, "stop"))).Should().Contain(He["FactorText", "StopOver"]);
        (await StateAsync(person)).Should().Be("Asked");
        twins.ForEach(t => t.Dispose());
        person.Dispose();
    }

    [Fact]
    public async Task A_link_of_somebodys_making_stops_nothing()
    {
        var (person, _) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        var link = await StopLinkAsync(person);
        using var thief = scene.New();
        foreach (var forged in new[] { link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), link[..^4], link + "AAAA", "factor/stop/x", "factor/stop/" + new string('A', 64) })
            (await thief.PageAsync(forged)).Should().NotContain(He["FactorText", "StopLead"], forged);
        (await StateAsync(person)).Should().Be("Asked");
        person.Dispose();
    }

    [Fact]
    public async Task Asking_again_finds_the_same_request_and_a_day_has_three()
    {
        var (person, _) = await scene.WithKeyAsync();
        for (var asked = 1; asked <= FactorResets.MostADay; asked++)
        {
            using var halfway = await AskedAsync(person);
            using var again = await HalfwayAsync(person);
            (await ReadAsync(await again.GetAsync("factor/lost"))).Should().Contain(He["FactorText", "LostAsked"]);
            (await scene.CountAsync("signin.factor_resets where account_id = $1", person)).Should().Be(asked);
            await scene.House.InScopeAsync(async s => await ((FactorResets)s.GetService(typeof(FactorResets))!).StopAsync(await scene.AccountOfAsync(person), House.TestOrigin, None));
        }

        using var more = await HalfwayAsync(person);
        (await ReadAsync(await more.SubmitAsync("factor/lost", "ask"))).Should().Contain(He["RefusalText", "ResetTooMany"]);
        // Ten at the same moment are one, and one letter.
        await PassAsync(person, "25 hours");
        var page = await BodyAsync(await more.GetAsync("factor/lost"));
        var twins = Enumerable.Range(0, 10).Select(_ => scene.Twin(more)).ToList();
        await DoorHouse.AtOnceAsync(10, i => twins[i].SubmitOnAsync(page, "factor/lost", "ask"));
        (await scene.CountAsync("signin.factor_resets where account_id = $1 and state = 'Asked'", person)).Should().Be(1);
        (await scene.CountAsync("signin.factor_resets where account_id = $1", person)).Should().Be(4);
        twins.ForEach(t => t.Dispose());
        person.Dispose();
    }

    [Fact]
    public async Task Another_admin_who_saw_the_person_approves_and_then_it_takes_no_waiting()
    {
        var (person, _) = await scene.WithKeyAsync();
        var noga = await AdminBesideAsync(person);
        using (var before = await HalfwayAsync(person)) (await before.PageAsync("factor/lost")).Should().Contain(He["FactorText", "LostByAdmin"]);
        using var halfway = await AskedAsync(person);
        (await halfway.PageAsync("factor/lost")).Should().Contain(He["FactorText", "LostSooner"]);

        var listed = (await scene.House.Get<FactorResetList>().ListAsync(noga, None)).Value.Should().ContainSingle().Subject;
        (listed.MemberName, listed.IsApproved, listed.IsOwn).Should().Be(("דנה לוי", false, false));
        (await ApproveAsync(noga, listed.Id, seen: false)).Should().Be(FactorResetRefusals.NotSeen);
        (await ApproveAsync(noga, listed.Id)).Should().BeNull();
        (await ApproveAsync(noga, listed.Id)).Should().Be(FactorResetRefusals.Approved);
        (await scene.AuditedAsync(person, AuditAction.FactorResetApproved)).Should().Be(1);
        (await halfway.PageAsync("factor/lost")).Should().Contain(He["FactorText", "LostApproved"]);

        using var later = person.ElsewhereAsSame();
        await later.GivePasswordAsync();
        scene.Where(await later.GetAsync("sign-in/code")).Should().Be("/factor");
        (await StateAsync(person)).Should().Be("Done");
        person.Dispose();
    }

    [Fact]
    public async Task Nobody_else_approves_it()
    {
        var (person, _) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        var reset = await ResetOfAsync(person);
        var account = await scene.AccountOfAsync(person);
        var practice = await scene.House.SeeAsync<Guid>("select practice_id from tc.members where account_id = $1", account);
        var member = await scene.House.SeeAsync<Guid>("select id from tc.members where account_id = $1", account);

        // The person themselves, as the admin they are in a practice of their own.
        var session = await scene.House.Get<SignIns>().BeginAsync(account, new(Hat.Admin, practice, member), House.TestOrigin, scene.House.Clock.GetUtcNow(), None);
        (await ApproveAsync(Actor.Admin(practice, account, member, House.TestOrigin).InSession(session.Id), reset)).Should().Be(FactorResetRefusals.OwnRequest);
        (await scene.AuditedAsync(person, AuditAction.FactorResetApproved, AuditOutcome.Denied)).Should().Be(1);

        // Another practice's admin: for them there is no such request.
        var (stranger, _) = await scene.WithKeyAsync();
        (await ApproveAsync(await AdminBesideAsync(stranger), reset)).Should().Be(Refusal.NotFound);
        (await scene.House.Get<FactorResetList>().ListAsync(await AdminBesideAsync(stranger), None)).Value.Should().BeEmpty();

        // An admin without a fresh proof, and whoever is no admin.
        (await ApproveAsync(await AdminOfAsync(practice, proved: false), reset)).Should().Be(Refusal.ProveAgain);
        foreach (var hat in new[] { Hat.Therapist, Hat.Supervisor, Hat.Patient, Hat.Guardian })
            (await ApproveAsync(Actor.Wearing(hat, practice, Guid.NewGuid(), Guid.NewGuid(), House.TestOrigin), reset)).Should().Be(Refusal.NotAllowed, hat.ToString());
        (await StateAsync(person)).Should().Be("Asked");
        stranger.Dispose();
        person.Dispose();
    }

    [Fact]
    public async Task Of_two_approvals_at_once_one_counts_and_a_stop_goes_before_an_approval()
    {
        for (var round = 0; round < 3; round++)
        {
            var (person, _) = await scene.WithKeyAsync();
            using (await AskedAsync(person)) { }
            var (reset, account) = (await ResetOfAsync(person), await scene.AccountOfAsync(person));
            var admins = new[] { await AdminBesideAsync(person), await AdminBesideAsync(person) };
            var approvals = await DoorHouse.AtOnceAsync(2, i => ApproveAsync(admins[i], reset));
            approvals.Count(r => r is null).Should().Be(1);
            approvals.Single(r => r is not null).Should().Match<Refusal>(r => r == Refusal.Raced || r == FactorResetRefusals.Approved);
            (await scene.AuditedAsync(person, AuditAction.FactorResetApproved)).Should().Be(1);
            await scene.House.InScopeAsync(s => ((FactorResets)s.GetService(typeof(FactorResets))!).StopAsync(account, House.TestOrigin, None));
            (await StateAsync(person)).Should().Be("Stopped", "the owner's no counts after an approval too");

            using (await AskedAsync(person)) { }
            reset = await ResetOfAsync(person);
            await DoorHouse.AtOnceAsync(2, async i => i == 0
                ? await ApproveAsync(admins[0], reset)
                : await scene.House.InScopeAsync(s => ((FactorResets)s.GetService(typeof(FactorResets))!).StopAsync(account, House.TestOrigin, None)));
            (await StateAsync(person)).Should().Be("Stopped");
            person.Dispose();
        }
    }

    [Fact]
    public async Task A_day_before_its_time_the_owner_is_written_to_again_once_with_a_link_that_still_stops()
    {
        var (person, _) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        var first = await StopLinkAsync(person);
        await PassAsync(person, "49 hours");
        for (var i = 0; i < 2; i++)
            await scene.House.InScopeAsync(async s =>
            {
                await ((FactorResets)s.GetService(typeof(FactorResets))!).RemindAsync(None);
                return true;
            });
        (await StopLinkAsync(person, 2)).Should().Be(first);
        (await scene.LettersAsync(person, 3)).Count(l => (l.TextBody ?? "").Contains("/factor/stop/", StringComparison.Ordinal)).Should().Be(2);
        using var owner = scene.New();
        (await ReadAsync(await owner.SubmitAsync(first, "stop"))).Should().Contain(He["FactorText", "StopDone"]);
        person.Dispose();
    }

    [Fact]
    public async Task The_database_itself_keeps_what_is_over_over()
    {
        var (person, _) = await scene.WithKeyAsync();
        using (await AskedAsync(person)) { }
        var account = await scene.AccountOfAsync(person);
        await using var login = await scene.House.RawAsync("tc_signin");

        async Task<string> TryAsync(string set)
        {
            await using var command = new Npgsql.NpgsqlCommand($"update signin.factor_resets set {set} where account_id = $1", login) { Parameters = { new() { Value = account } } };
            try
            {
                return $"{await command.ExecuteNonQueryAsync()}";
            }
            catch (Npgsql.PostgresException e)
            {
                return e.SqlState;
            }
        }

        (await TryAsync("state = 'Done', closed_at = asked_at")).Should().Be("23514", "not due and not approved");
        (await TryAsync($"state = 'Approved', approved_at = now(), approved_by = '{account}', approved_in = gen_random_uuid(), reason = 'DeviceLost'")).Should().Be("23514", "not by themselves");
        (await TryAsync("state = 'Approved'")).Should().Be("23514", "by nobody");
        (await TryAsync("due_at = asked_at + interval '1 second'")).Should().Be("42501", "the time is not the sign-in's to change");
        (await TryAsync("state = 'Stopped', closed_at = now(), remind_at = null")).Should().Be("1");
        (await TryAsync("state = 'Asked', closed_at = null")).Should().Be("TC001");
        person.Dispose();
    }
}
