using System.Net;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The page of an invitation to the staff as anybody may ask for it: it tells nothing about who has an account.</summary>
[Trait("Needs", "Server")]
public sealed partial class JoinPageTests(StaffHouse house) : IClassFixture<StaffHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<string> InvitedAsync(Actor owner, string address)
    {
        (await house.Get<InviteMember>().RunAsync(owner, address, [Hat.Therapist], "he", Ct)).Refusal.Should().BeNull();
        return house.Letters.To(address).Link!;
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_page_and_dead_links_one_answer()
    {
        await using var server = await ServerProcess.StartAsync(house);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        var owner = await house.OwnerAsync(await house.NewTherapistAsync());
        await house.NewAccountAsync("known-person@example.org", "orchard lantern 1948 tide");
        var (known, other) = (await InvitedAsync(owner, "known-person@example.org"), await InvitedAsync(owner, "other-person@example.org"));
        var (a, b) = (await client.GetAsync(known, Ct), await client.GetAsync(other, Ct));
        a.StatusCode.Should().Be(HttpStatusCode.OK);
        string Plain(string page, string link, string address) => Token().Replace(page, "").Replace(link["/join/".Length..], "", StringComparison.Ordinal).Replace(address, "", StringComparison.Ordinal);
        Plain(await a.Content.ReadAsStringAsync(Ct), known, "known-person@example.org").Should().Be(Plain(await b.Content.ReadAsStringAsync(Ct), other, "other-person@example.org"));

        // Used, taken back, never made: the same words for each.
        var closed = await InvitedAsync(owner, "closed@example.org");
        var row = (await house.Get<MemberList>().OpenAsync(owner, Ct)).Value.Invitations.Single(i => i.Email == "closed@example.org");
        (await house.Get<CloseMemberInvitation>().RunAsync(owner, row.Id, Ct)).Should().BeNull();
        var dead = new List<string>();
        foreach (var link in new[] { closed, "/join/" + new string('A', 43), "/join/nonsense" })
        {
            var page = await client.GetAsync(link, Ct);
            page.StatusCode.Should().Be(HttpStatusCode.OK);
            var words = await page.Content.ReadAsStringAsync(Ct);
            words.Should().NotContain("הקליניקה");
            dead.Add(Token().Replace(words, "").Replace(Uri.EscapeDataString(link), "", StringComparison.Ordinal).Replace(link, "", StringComparison.Ordinal));
        }

        dead.Distinct().Should().ContainSingle();
        string.Join('\n', server.Lines).Should().NotContain("known-person").And.NotContain(known["/join/".Length..]);
    }

    [Fact]
    public async Task A_form_without_its_token_joins_nothing()
    {
        await using var server = await ServerProcess.StartAsync(house);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        var owner = await house.OwnerAsync(await house.NewTherapistAsync());
        var link = await InvitedAsync(owner, "forged@example.org");
        foreach (var form in new[] { "new", "own" })
        {
            using var post = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = form,
                ["NewInput.Name"] = "x",
                ["NewInput.Password"] = "orchard lantern 1948 tide",
                ["Input.Name"] = "x",
            });
            (await client.PostAsync(link, post, Ct)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        (await house.SeeAsync<long>("select count(*) from tc.members where practice_id = $1", owner.PracticeId)).Should().Be(1);
        (await house.SeeAsync<string>("select state from tc.member_invitations where practice_id = $1", owner.PracticeId)).Should().Be("Open");
    }

    // What differs from answer to answer by itself: the forms' tokens, nonces and request ids.
    [GeneratedRegex("""(name="__RequestVerificationToken" value="[^"]*")|(nonce-?="?[^"' ]*"?)|(<!--.*?-->)""", RegexOptions.Singleline)]
    private static partial Regex Token();
}
