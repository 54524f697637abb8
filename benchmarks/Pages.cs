using System.Diagnostics;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Sessions;
using TherapyCompanion.Core.Summaries;

namespace TherapyCompanion.Benchmarks;

/// <summary>What stands behind the pages, in process, with 200 patients and 20,000 messages in one therapist's care.</summary>
internal static class Pages
{
    private const int Patients = 200;
    private const int Sent = 19_500;
    private const int Waiting = 500;

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        var dana = await house.NewTherapistAsync();
        var now = TimeProvider.System.GetUtcNow();
        var (patients, sessions, messages) = (new List<Guid>(), new List<Guid>(), new List<Guid>());
        const string notes = "הגיעה בזמן. תיארה שבוע של שינה מקוטעת, בעיקר אחרי שיחה עם אביה.\nעבדנו על נשימה סרעפתית ועל יומן שינה.\nש\"ב: לכתוב מכתב אחד לאבא, בלי לשלוח.\nבפעם הבאה: לדבר על האחות.";
        for (var i = 0; i < Patients; i++)
        {
            patients.Add(await house.NewPatientAsync(dana, i));
            // Eight sessions today, the rest over the year.
            sessions.Add((await house.Get<AddSession>().RunAsync(dana, patients[i], now.AddDays(i < 8 ? 0 : -i), 50, default)).Value);
            await house.Get<SaveNotes>().RunAsync(dana, sessions[i], notes, 0, default);
            if (i % 2 == 0) await house.Get<DraftSummary>().RunAsync(dana, sessions[i], EngineChoice.BuiltIn, default);
        }

        // Each message is sealed for its own row: the real act makes them, and the database only ages them.
        await Parallel.ForAsync(0, Sent + Waiting, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
        {
            var id = (await house.Get<DraftMessage>().RunAsync(dana, patients[i % Patients], LetterKind.FollowUp, "he", EngineChoice.BuiltIn, ct)).Value;
            lock (messages) messages.Add(id);
        });
        var waiting = string.Join(',', messages.Take(Waiting).Select(m => $"'{m}'"));
        await house.ForceAsync(
            $"""
             update tc.messages m set state = 'Sent', drafted_at = aged.at, approved_at = aged.at, due_at = aged.at, sent_at = aged.at
             from (select id, drafted_at - random() * interval '365 days' as at from tc.messages where practice_id = '{dana.PracticeId}' and id not in ({waiting})) aged
             where m.practice_id = '{dana.PracticeId}' and m.id = aged.id; analyze
             """);

        var worst = 0.0;
        await MeasureAsync("home (Today)", _ => house.Get<Today>().OpenAsync(dana, now.AddHours(-12), now.AddHours(12), now.AddDays(-1), default));
        await MeasureAsync("review (SummaryReview)", i => house.Get<SummaryReview>().OpenAsync(dana, sessions[i * 2 % Patients], default));
        await MeasureAsync("queue, 200 of 500 waiting (ApprovalQueue)", _ => house.Get<ApprovalQueue>().OpenAsync(dana, default));
        await MeasureAsync("one message of the queue", i => house.Get<ApprovalQueue>().ReadAsync(dana, messages[i % Waiting], default));
        await MeasureAsync("patients (PatientList)", _ => house.Get<PatientList>().OpenAsync(dana, default));
        await MeasureAsync("file (PatientFile)", i => house.Get<PatientFile>().OpenAsync(dana, patients[i % Patients], default));
        await MeasureAsync("patient's page, 100 lines (PatientPage)", i => house.Get<PatientPage>().OpenAsync(
            Actor.Patient(dana.PracticeId, Guid.NewGuid(), patients[i % Patients], dana.Origin), default));
        Figures.Promise("p95 behind home, review and queue is under 200 ms", worst < 200);

        async Task MeasureAsync<T>(string page, Func<int, Task<Result<T>>> open)
        {
            var times = new List<double>();
            for (var i = -10; i < 200; i++)
            {
                var began = Stopwatch.GetTimestamp();
                _ = (await open(Math.Abs(i))).Value;
                if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            worst = Math.Max(worst, Figures.Print(page, times, "ms"));
        }

    }
}
