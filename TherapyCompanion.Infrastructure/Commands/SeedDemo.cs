using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Commands;

/// <summary>
/// A small practice of invented people, made by the same acts that people use. Its sign-ins are derived from the master key:
/// secret, of this installation alone, and printed again whenever it is asked for. A database with a real practice is refused.
/// </summary>
public sealed class SeedDemo(IServiceScopeFactory scopes, TherapyDbFactory databases, MasterKeys master, TimeProvider clock)
{
    private static readonly Guid DemoPractice = new("de300000-0000-4000-8000-000000000001");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task<int> RunAsync(TextWriter output, CancellationToken ct)
    {
        var plan = Plan();
        var there = await databases.PracticeIdsAsync(ct);
        if (there.Any(id => id != DemoPractice)) throw new SetupException("There is a practice here already; the demo comes only into an empty database.");
        if (there.Count == 0) await MakeAsync(plan, ct);

        if (master.WasMade) await output.WriteLineAsync(master.Notice);
        await output.WriteLineAsync("The demo practice (invented people):");
        await output.WriteLineAsync($"  therapist  {plan.Therapist.Email}  password {Password("therapist")}  key for a code app {Secret()}");
        foreach (var p in plan.Patients.Where(p => p.ComesIn))
            await output.WriteLineAsync($"  patient    {p.Email}  password {Password(p.Email)}");
        return CommandLine.Done;
    }

    private async Task MakeAsync(DemoPlan plan, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var account = await AccountAsync(services, plan.Therapist.Email, Password("therapist"), Secret(), ct);
        var staff = new StaffProfile(plan.Therapist.Name, plan.Therapist.Title, plan.Therapist.Licence, plan.Therapist.Form);
        var member = await services.GetRequiredService<CreatePractice>()
            .RunAsync(DemoPractice, account, plan.Practice, plan.PatientsPlace, staff, Origin.Local, ct);
        var dana = Actor.Therapist(DemoPractice, account, member.Value, Origin.Local);

        foreach (var person in plan.Patients)
        {
            var patient = (await services.GetRequiredService<OpenPatientFile>().RunAsync(dana, person.Name, person.Email, person.Form, ct)).Value;
            foreach (var session in person.Sessions) await SessionAsync(services, dana, patient, session, ct);
            if (!person.ComesIn) continue;
            await ComeInAsync(services, dana, patient, person, ct);
            var kind = LetterKind.PracticeReminder;
            Expect(await services.GetRequiredService<DraftMessage>().RunAsync(dana, patient, kind, "he", EngineChoice.BuiltIn, ct));
        }
    }

    private async Task SessionAsync(IServiceProvider services, Actor dana, Guid patient, DemoSession session, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jerusalem");
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime).AddDays(-session.DaysAgo);
        var startsAt = new SendingHours(zone, TimeOnly.MinValue, TimeOnly.MaxValue).At(day, new TimeOnly(session.Hour, 0));
        var id = Expect(await services.GetRequiredService<AddSession>().RunAsync(dana, patient, startsAt, 50, ct));
        if (session.Notes.Length == 0) return;
        Expect(await services.GetRequiredService<SaveNotes>().RunAsync(dana, id, session.Notes, 0, ct));
        Expect(await services.GetRequiredService<DraftSummary>().RunAsync(dana, id, EngineChoice.BuiltIn, ct));
        if (!session.Sign) return;

        var summary = Expect(await services.GetRequiredService<SummaryReview>().OpenAsync(dana, id, ct)).Summary!;
        for (var i = 0; i < summary.Document.Risks.Count; i++)
            summary = Expect(await services.GetRequiredService<ReviseSummary>().RunAsync(dana, summary.Id, new SummaryEdit.ReadRisk(i), summary.Revision, ct));
        foreach (var open in summary.Document.Sections.SelectMany(s => s.Sentences).Where(s => s.BlocksSigning).ToList())
            summary = Expect(await services.GetRequiredService<ReviseSummary>().RunAsync(dana, summary.Id, new SummaryEdit.TakeAsOwn(open.Id), summary.Revision, ct));
        Expect(await services.GetRequiredService<SignSummary>().RunAsync(dana, summary.Id, summary.Shown, ct));
    }

    private async Task ComeInAsync(IServiceProvider services, Actor dana, Guid patient, DemoPatient person, CancellationToken ct)
    {
        var secrets = Expect(await services.GetRequiredService<InvitePatient>().RunAsync(dana, patient, ct));
        var account = await AccountAsync(services, person.Email, Password(person.Email), null, ct);
        Expect(await services.GetRequiredService<AcceptInvitation>().RunAsync(secrets.Link, secrets.Digits, account, Origin.Local, ct));
    }

    private static async Task<Guid> AccountAsync(IServiceProvider services, string email, string password, string? secret, CancellationToken ct)
    {
        var account = Expect(await services.GetRequiredService<AccountRegister>().CreateAsync(email, password, ct));
        if (secret is null) return account.Id;
        var accounts = services.GetRequiredService<UserManager<Account>>();
        var store = (IUserAuthenticatorKeyStore<Account>)services.GetRequiredService<IUserStore<Account>>();
        await store.SetAuthenticatorKeyAsync(account, secret, ct);
        await accounts.SetTwoFactorEnabledAsync(account, true);
        return account.Id;
    }

    private string Password(string whose) => Convert.ToHexStringLower(master.Derive("demo/" + whose, 8));

    // Base 32 of 20 bytes: one letter for five bits, here simply one byte a letter, which is as random.
    private string Secret() => string.Concat(master.Derive("demo/code", 32).Select(b => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[b & 31]));

    private static DemoPlan Plan()
    {
        using var stream = typeof(SeedDemo).Assembly.GetManifestResourceStream($"{typeof(SeedDemo).Namespace}.DemoPractice.he.json")!;
        return JsonSerializer.Deserialize<DemoPlan>(stream, Json)!;
    }

    private static T Expect<T>(Result<T> result) => result.IsDone ? result.Value : throw new SetupException($"The demo met a refusal: {result.Refusal!.Key}");

    private static void Expect(Refusal? refusal)
    {
        if (refusal is not null) throw new SetupException($"The demo met a refusal: {refusal.Key}");
    }

    private sealed record DemoPlan(string Practice, string PatientsPlace, DemoTherapist Therapist, IReadOnlyList<DemoPatient> Patients);

    private sealed record DemoTherapist(string Name, string Title, string Licence, Form Form, string Email);

    private sealed record DemoPatient(string Name, Form Form, string Email, bool ComesIn, IReadOnlyList<DemoSession> Sessions);

    private sealed record DemoSession(int DaysAgo, int Hour, bool Sign, string Notes);
}
