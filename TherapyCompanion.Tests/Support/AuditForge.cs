using Npgsql;
using TherapyCompanion.Core;

namespace TherapyCompanion.Tests.Support;

/// <summary>Makes audit trails for tests: honestly through the append function, or as a forger who owns the database.</summary>
public static class AuditForge
{
    /// <summary>One entry through the append function, with an address that is not only ASCII.</summary>
    public static async Task AppendAsync(House house, Actor actor, string action, Guid? target, Guid? patient, string address = "192.0.2.7")
    {
        await using var connection = await house.RawAsAsync(actor);
        await using var command = new NpgsqlCommand("select set_config('tc.address', $1, false), tc_audit.append($2, $3, $4, 'Care', 'Done')", connection);
        command.Parameters.Add(new() { Value = address });
        command.Parameters.Add(new() { Value = action });
        command.Parameters.Add(new() { Value = (object?)target ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)patient ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Random entries, hashed by the database's own function: nulls, empty strings, Hebrew, line ends, all of it.</summary>
    public static async Task FillAsync(House house, Guid practice, int count)
    {
        await house.ForceAsync(
            $"""
             do $do$
             declare
               v_seq bigint; v_prev bytea; v_at timestamptz; r record; texts text[] := array['', ' ', 'Care', 'שלום', 'שָׁלוֹם', E'a\nb', E'\u200F"\\', '😀', repeat('ארוך', 300), 'null'];
             begin
               select coalesce(max(seq), 0) into v_seq from tc_audit.entries where practice_id = '{practice}';
               select hash into v_prev from tc_audit.entries where practice_id = '{practice}' and seq = v_seq;
               v_prev := coalesce(v_prev, decode(repeat('00', 32), 'hex'));
               for i in 1..{count} loop
                 v_seq := v_seq + 1;
                 v_at := timestamptz '1999-12-31 23:59:59.999999+00' + random() * interval '40 years';
                 select texts[1 + floor(random() * 10)] a, texts[1 + floor(random() * 10)] b, texts[1 + floor(random() * 10)] c, texts[1 + floor(random() * 10)] d,
                   case when random() < .5 then gen_random_uuid() end u, case when random() < .5 then gen_random_uuid() end v,
                   case when random() < .5 then gen_random_uuid() end w, case when random() < .5 then gen_random_uuid() end x,
                   case when random() < .5 then 'Done' else 'Denied' end o into r;
                 insert into tc_audit.entries values ('{practice}', v_seq, v_at, r.a, r.u, r.v, r.b, r.w, r.x, r.c, r.o, r.d, v_prev,
                   tc_audit.hash_of('{practice}', v_seq, v_at, r.a, r.u, r.v, r.b, r.w, r.x, r.c, r.o, r.d, v_prev))
                   returning hash into v_prev;
               end loop;
             end $do$
             """);
    }

    /// <summary>Numbers a practice's entries anew and gives every one a fresh hash: a forger's whole chain.</summary>
    public static async Task RewriteAsync(House house, Guid practice)
    {
        await house.ForceAsync(
            $"""
             do $do$
             declare e record; n bigint := 0; v_prev bytea := decode(repeat('00', 32), 'hex'); v_hash bytea;
             begin
               for e in select * from tc_audit.entries where practice_id = '{practice}' order by seq loop
                 n := n + 1;
                 v_hash := tc_audit.hash_of(e.practice_id, n, e.at, e.hat, e.account_id, e.person_id, e.action, e.target_id, e.patient_id, e.reason, e.outcome, e.address, v_prev);
                 update tc_audit.entries set seq = n, previous = v_prev, hash = v_hash where practice_id = '{practice}' and seq = e.seq;
                 v_prev := v_hash;
               end loop;
             end $do$
             """);
    }
}
