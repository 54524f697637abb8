using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The list of one's own sign-ins: what it shows, what it ends, and the letter when somebody came in from a new place.</summary>
[Trait("Needs", "Server")]
public sealed class SignInListTests(FactorScene scene) : IClassFixture<FactorScene>
{
    private const string List = "/account/sessions";
    private const string Laptop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
    private static readonly Texts Hebrew = new("he");

    private static DoorClient With(DoorClient person, string agent)
    {
        person.Sending = r => r.Headers.TryAddWithoutValidation("User-Agent", agent);
        return person;
    }

    /// <summary>Somebody at their laptop, by passkey: codes would have to be waited for.</summary>
    private async Task<(DoorClient Person, SoftKey Key)> NewAsync()
    {
        var (person, key) = await scene.WithKeyAsync();
        var laptop = await AlsoAsync(person, key, Laptop);
        await scene.House.ForceAsync("delete from signin.sessions where account_id = $1 and seen_at <> (select max(seen_at) from signin.sessions where account_id = $1)", await scene.AccountOfAsync(person));
        return (laptop, key);
    }

    private async Task<DoorClient> AlsoAsync(DoorClient person, SoftKey key, string agent, bool atHome = false)
    {
        var other = With(person.ElsewhereAsSame(from: atHome ? person.From : null), agent);
        scene.Where(await scene.SignInAsync(other, key)).Should().Be("/");
        return other;
    }

    private static IReadOnlyList<string> Ids(string page) => [.. Regex.Matches(page, "name=\"Ended\" value=\"([0-9a-f-]{36})\"").Select(m => m.Groups[1].Value)];

    private static bool IsIn(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.OK;

    [Fact]
    public async Task It_names_devices_and_places_and_ends_one_or_all_the_others()
    {
        var (dana, key) = await NewAsync();
        var phone = await AlsoAsync(dana, key, Phone);
        var tool = await AlsoAsync(dana, key, "curl/8.1");
        await phone.WearAsync(Hat.Admin);
        var page = await dana.PageAsync(List);
        page.Should().Contain("Chrome ב־Windows").And.Contain("Safari ב־iPhone").And.Contain(Hebrew["SignedInText", "UnknownBrowser"]);
        page.Should().Contain(Hebrew["SignedInText", "ThisOne"]).And.Contain(Hebrew["SignedInText", "SameNetwork"]).And.Contain(phone.From.ToString());
        page.Should().Contain(Hebrew["AccountText", "HatAdmin"]).And.Contain(Hebrew["AccountText", "HatTherapist"]).And.Contain("הקליניקה");
        page.Should().Contain(Hebrew["SignedInText", "EndReplaced"], "the phone's earlier hat stands among what ended");
        Ids(page).Should().HaveCount(2, "this one is left by signing out");

        var one = Ids(page).Single(id => Regex.IsMatch(page, $"Safari ב־iPhone</strong>(?:(?!</li>).)*{id}", RegexOptions.Singleline));
        var after = WebUtility.HtmlDecode(await FactorScene.BodyAsync(await dana.SubmitAsync(List, "end", ("Ended", one))));
        after.Should().Contain(Hebrew["SignedInText", "Closed_1"]).And.Contain(Hebrew["SignedInText", "EndRevoked"]);
        IsIn(await phone.GetAsync("/audit")).Should().BeFalse();
        IsIn(await tool.GetAsync("/today")).Should().BeTrue();
        (await scene.AuditedAsync(dana, AuditAction.SessionEnded)).Should().Be(1);
        WebUtility.HtmlDecode(await FactorScene.BodyAsync(await dana.SubmitAsync(List, "end", ("Ended", one)))).Should().Contain(Hebrew["SignedInText", "NoneClosed"]);

        await AlsoAsync(dana, key, Phone);
        await AlsoAsync(dana, key, Phone);
        WebUtility.HtmlDecode(await FactorScene.BodyAsync(await dana.SubmitAsync(List, "end-others"))).Should().Contain("3 חיבורים נסגרו.");
        IsIn(await tool.GetAsync("/today")).Should().BeFalse();
        IsIn(await dana.GetAsync("/today")).Should().BeTrue("one's own stays");
        (await scene.SessionsAsync(dana, "ended_at is null")).Should().Be(1);
        (await scene.AuditedAsync(dana, AuditAction.SessionEnded)).Should().Be(4);
    }

    [Fact]
    public async Task It_ends_nobody_elses()
    {
        var ((dana, _), (noga, _)) = (await NewAsync(), await NewAsync());
        var nogas = await scene.House.SeeAsync<Guid>("select id from signin.sessions where account_id = $1", await scene.AccountOfAsync(noga));
        await dana.SubmitAsync(List, "end", ("Ended", nogas.ToString()));
        IsIn(await noga.GetAsync("/today")).Should().BeTrue();
        (await scene.AuditedAsync(noga, AuditAction.SessionEnded)).Should().Be(0);
        (await dana.PageAsync(List)).Should().NotContain(noga.From.ToString());
        (await dana.PostAsync(List, ("_handler", "end-others"))).StatusCode.Should().Be(HttpStatusCode.BadRequest, "a form's token is asked for");
    }

    [Fact]
    public async Task A_new_place_is_told_by_letter_and_the_first_and_a_known_one_are_not()
    {
        var (dana, key) = await NewAsync();
        // The laptop itself was one: its letter has to be there before the others are counted.
        await SignedInScene.UntilAsync(async () => (await LettersAsync()).Count > 0);
        var before = (await LettersAsync()).Count;
        var again = await AlsoAsync(dana, key, Laptop, atHome: true);
        await again.WearAsync(Hat.Admin);
        await AlsoAsync(dana, key, Phone);
        async Task<List<MimeKit.MimeMessage>> LettersAsync() => [.. (await scene.LettersAsync(dana, 1)).Where(m => m.TextBody!.Contains(List, StringComparison.Ordinal))];
        await SignedInScene.UntilAsync(async () => (await LettersAsync()).Count > before);
        var letters = (await LettersAsync()).Skip(before).ToList();
        letters.Should().ContainSingle("the same browser and another hat are no news");
        letters[0].TextBody!.Should().NotContain("iPhone").And.NotContain("127.");
    }
}
