using System.Diagnostics;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Audit;

namespace TherapyCompanion.Benchmarks;

/// <summary>The verification of a million entries, made in the database by its own hash function.</summary>
internal static class AuditVerify
{
    private const int Entries = 1_000_000;

    public static async Task RunAsync()
    {
        await using var house = await BenchmarkHouse.OpenAsync();
        var dana = await house.NewTherapistAsync();
        var making = Stopwatch.StartNew();
        await house.ForceAsync(
            $"""
             do $do$
             declare
               v_prev bytea; v_at timestamptz := now(); v_account uuid := gen_random_uuid(); v_person uuid := gen_random_uuid(); v_target uuid; v_patient uuid := gen_random_uuid();
             begin
               select hash into v_prev from tc_audit.entries where practice_id = '{dana.PracticeId}' and seq = 1;
               for i in 2..{Entries} loop
                 v_target := gen_random_uuid();
                 v_at := v_at + interval '1.000001 second';
                 insert into tc_audit.entries values ('{dana.PracticeId}', i, v_at, 'Therapist', v_account, v_person, 'NotesSaved', v_target, v_patient, 'Care', 'Done', '192.0.2.7', v_prev,
                   tc_audit.hash_of('{dana.PracticeId}', i, v_at, 'Therapist', v_account, v_person, 'NotesSaved', v_target, v_patient, 'Care', 'Done', '192.0.2.7', v_prev))
                   returning hash into v_prev;
               end loop;
             end $do$; analyze tc_audit.entries
             """);
        Console.WriteLine($"{Entries:N0} entries made in {making.Elapsed.TotalSeconds:0} s");
        await house.Get<AuditAnchor>().RunAsync(dana.PracticeId, default);

        var times = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            var found = await house.Get<AuditVerifier>().VerifyAsync(Actor.Job(dana.PracticeId), default);
            times.Add(clock.Elapsed.TotalSeconds);
            if (!found.IsWhole || found.Entries != Entries || found.AnchoredSeq != Entries) throw new InvalidOperationException($"It should be whole: {found}");
        }

        var export = Stopwatch.StartNew();
        await using (var file = File.Create(Path.Combine(house.Folder, "export.jsonl"))) await house.Get<AuditVerifier>().ExportAsync(dana.PracticeId, file, default);
        Console.WriteLine($"exported in {export.Elapsed.TotalSeconds:0.0} s");
        Figures.Promise("a million entries are verified in under 20 s", Figures.Print("verifying a million entries", times, "s") < 20);
    }
}
