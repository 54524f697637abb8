using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;
using TherapyCompanion.Core.Patients.Finding;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>Names are found by any part of them, by whoever has care, and the index tells nobody else anything.</summary>
[Trait("Needs", "Database")]
public sealed class FindPatientsTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Names = ["מיה לביא", "ניסים כהן", "דויד לוי", "ג׳ורג׳ אבו־סאלח", "Maya O’Neill", "טליה בן־דוד", "יצחק לביא"];
    private readonly Dictionary<string, Guid> _ids = [];
    private Actor _dana = null!;

    public async ValueTask InitializeAsync()
    {
        _dana = await house.NewTherapistAsync();
        foreach (var name in Names) _ids[name] = await house.NewPatientAsync(_dana, name);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IEnumerable<string>> FindAsync(string typed, Actor? actor = null)
    {
        var found = (await house.Get<FindPatients>().ListAsync(actor ?? _dana, typed, None)).Value;
        return found.Rows.Select(r => _ids.Single(i => i.Value == r.Id).Key);
    }

    [Theory]
    [InlineData("מיה", "מיה לביא")]
    [InlineData("לביא", "יצחק לביא|מיה לביא")]
    [InlineData("ביא", "יצחק לביא|מיה לביא")]
    [InlineData("לביא מ", "מיה לביא")]
    [InlineData("מ ל", "מיה לביא")]
    [InlineData("מִיָּה", "מיה לביא")]
    [InlineData("נסים", "ניסים כהן")]
    [InlineData("דוד", "טליה בן־דוד|דויד לוי")] // as it is spelled comes before another spelling
    [InlineData("גורג", "ג׳ורג׳ אבו־סאלח")]
    [InlineData("סאלח אבו", "ג׳ורג׳ אבו־סאלח")]
    [InlineData("תליה", "טליה בן־דוד")]
    [InlineData("ONEIL", "Maya O’Neill")]
    [InlineData("nhv", "מיה לביא")] // מיה on the other layout
    [InlineData("צשטש", "Maya O’Neill")] // maya on the other layout
    [InlineData("חיים", "")]
    [InlineData("", "")]
    [InlineData("%", "")]
    [InlineData("'; drop table tc.name_pieces; --", "")]
    [InlineData("\0", "")]
    public async Task Any_part_of_a_name_finds_it(string typed, string found) =>
        (await FindAsync(typed)).Should().Equal(found.Split('|', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task A_code_finds_its_file_and_forty_thousand_letters_find_nothing()
    {
        var code = await house.SeeAsync<string>("select code from tc.patients where id = $1", _ids["מיה לביא"]);
        (await FindAsync(code.ToLowerInvariant())).Should().Equal("מיה לביא");
        (await FindAsync(new string('מ', 40_000))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_changed_name_is_found_and_the_old_one_no_longer()
    {
        var id = _ids["מיה לביא"];
        var seen = (await house.Get<DetailsDesk>().RefreshAsync(_dana, id, None)).Value;
        var about = seen.Details.About with { First = "רות", Last = "גולן", Called = "רותי" };
        (await house.Get<ChangeDetails>().RunAsync(_dana, id, seen.Details with { About = about }, seen.Version, None)).Should().BeNull();
        foreach (var typed in new[] { "רות", "גולן", "רותי" }) (await FindAsync(typed)).Should().Equal("מיה לביא");
        (await FindAsync("מיה")).Should().BeEmpty();
        (await FindAsync("לביא")).Should().Equal("יצחק לביא");
        var expected = NameForms.PiecesOf("רות גולן", "רותי").Count;
        (await house.SeeAsync<long>("select count(*) from tc.name_pieces where patient_id = $1", id)).Should().Be(expected);
    }

    [Fact]
    public async Task Nobody_without_care_finds_anybody_by_any_name()
    {
        var colleague = await house.NewColleagueAsync(_dana, "נועה כהן");
        var stranger = await house.NewTherapistAsync("זר");
        foreach (var name in Names)
            foreach (var actor in new[] { colleague, stranger }) (await FindAsync(name, actor)).Should().BeEmpty();
        foreach (var actor in new[] { House.AsAdmin(_dana), House.AsPatient(_dana, _ids["מיה לביא"]) })
            (await house.Get<FindPatients>().ListAsync(actor, "מיה", None)).Refusal.Should().Be(Refusal.NotAllowed);

        // The rows themselves, by their own SQL.
        await using (var raw = await house.RawAsAsync(colleague)) (await raw.SeesAsync("tc.name_pieces")).Should().Be("rows 0");
        await using (var raw = await house.RawAsAsync(stranger)) (await raw.SeesAsync("tc.name_pieces")).Should().Be("rows 0");
        foreach (var actor in new[] { House.AsAdmin(_dana), House.AsPatient(_dana, _ids["מיה לביא"]), Actor.Job(_dana.PracticeId) })
        {
            await using var raw = await house.RawAsAsync(actor);
            (await raw.SeesAsync("tc.name_pieces")).Should().Be("42501", actor.Hat.ToString());
        }

        // Nor does anybody put another's patient under a name of their own.
        await using (var raw = await house.RawAsAsync(colleague))
            (await raw.TryAsync($"insert into tc.name_pieces values ('{_dana.PracticeId}', '{_ids["מיה לביא"]}', 1)")).Should().Be("42501");
    }

    [Fact]
    public async Task A_stand_in_finds_what_was_lent_and_no_more()
    {
        var noa = await house.NewColleagueAsync(_dana, "נועה כהן");
        (await house.Get<AppointStandIn>().RunAsync(_dana, noa.PersonId, [_ids["מיה לביא"]], Proved.DatabaseNow.AddDays(7), None)).Refusal.Should().BeNull();
        (await FindAsync("לביא", noa)).Should().Equal("מיה לביא");
    }

    [Fact]
    public async Task The_same_name_in_two_practices_shares_no_value_and_no_token_is_of_another_key()
    {
        var other = await house.NewTherapistAsync("אחרת");
        foreach (var name in Names) _ids[name + " אחרת"] = await house.NewPatientAsync(other, name);
        (await house.SeeAsync<long>("select count(*) from tc.name_pieces where practice_id = $1", other.PracticeId))
            .Should().Be(await house.SeeAsync<long>("select count(*) from tc.name_pieces where practice_id = $1", _dana.PracticeId)).And.BeGreaterThan(50);
        (await house.SeeAsync<long>(
            "select count(*) from (select token from tc.name_pieces where practice_id = $1 intersect select token from tc.name_pieces where practice_id = $2) shared",
            _dana.PracticeId, other.PracticeId)).Should().Be(0);
    }

    [Fact]
    public async Task The_index_outlives_a_rotation_of_keys_and_goes_with_its_patient()
    {
        await house.Get<KeyRotation>().RunAsync(_dana.PracticeId, None);
        (await FindAsync("מיה")).Should().Equal("מיה לביא");
        var id = _ids["מיה לביא"];
        var seen = (await house.Get<DetailsDesk>().RefreshAsync(_dana, id, None)).Value;
        (await house.Get<ChangeDetails>().RunAsync(_dana, id, seen.Details with { Tags = ["x"] }, seen.Version, None)).Should().BeNull();
        (await FindAsync("מיה")).Should().Equal("מיה לביא");
        (await house.SeeAsync<string>(
            "select confdeltype::text from pg_constraint where conrelid = 'tc.name_pieces'::regclass and contype = 'f'")).Should().Be("c", "where the patient's row goes, these go");
    }

    [Fact]
    public async Task More_than_a_screen_says_so_and_opens_no_more_names_than_it_shows()
    {
        var dana = await house.NewTherapistAsync();
        for (var i = 0; i < FindPatients.Most + 5; i++) await house.NewPatientAsync(dana, $"שרה מספר {i}");
        var found = (await house.Get<FindPatients>().ListAsync(dana, "שרה", None)).Value;
        (found.Rows.Count, found.More).Should().Be((FindPatients.Most, true));
    }
}
