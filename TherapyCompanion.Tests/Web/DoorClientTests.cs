using System.Net;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>The tests' own browser without a screen comes in by the real pages.</summary>
[Trait("Needs", "Server")]
public sealed class DoorClientTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task People_come_in_by_the_pages()
    {
        await using var server = await ServerProcess.StartAsync(house, new() { ["SignUp:Open"] = "true" });
        using var dana = new DoorClient(server.Address);
        await dana.SignUpAsync();
        (await dana.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK);
        await dana.WearAsync(Hat.Admin);
        (await dana.GetAsync("audit")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var again = dana.ElsewhereAsSame();
        await again.SignInAsync();
        (await again.GetAsync("today")).StatusCode.Should().Be(HttpStatusCode.OK);

        house.Clock.Set(TimeProvider.System.GetUtcNow());
        var therapist = await dana.AsTherapistAsync(house);
        var patient = await house.NewPatientAsync(therapist);
        using var maya = new DoorClient(server.Address);
        await maya.ComeInAsync((await house.Get<InvitePatient>().RunAsync(therapist, patient, TestContext.Current.CancellationToken)).Value);
        (await maya.PageAsync("messages")).Should().Contain("<bdi>הודעות</bdi>");
        using var later = maya.ElsewhereAsSame();
        await later.SignInAsync();
        (await later.GetAsync("messages")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
