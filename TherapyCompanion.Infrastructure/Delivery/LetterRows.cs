using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// The letters that wait, in <c>jobs.letters</c>. The whole letter is sealed (AES-256-GCM, bound to the table and its row) under
/// a key derived from the master key, and padded, so that the database tells neither whom it is for nor what kind it is.
/// </summary>
/// <remarks>
/// Pages put letters over the login <c>tc_signin</c>, which can lay one down and never read it back; the outbox job puts its
/// notices over <c>tc_job</c>, its own.
/// </remarks>
public sealed class LetterRows : IMailQueue, IAsyncDisposable
{
    /// <summary>Sealed letters have one of very few lengths.</summary>
    private const int Padding = 1024;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly DataKey _key;
    private readonly TimeProvider _clock;
    private readonly NpgsqlDataSource _signIn;
    private readonly NpgsqlDataSource _job;

    public LetterRows(IOptions<DatabaseOptions> options, MasterKeys keys, TimeProvider clock)
    {
        // A key of its own, with an id that only it has.
        _key = new(new Guid(keys.Derive("mail/letters/id", 16)), keys.Derive("mail/letters"));
        _clock = clock;
        _signIn = Source(options.Value.SignIn);
        _job = Source(options.Value.Job);
    }

    /// <exception cref="ArgumentException">The letter is not one that could ever be written: a mistake of the caller.</exception>
    public Task PutAsync(Mail mail, CancellationToken ct) => PutAsync(_signIn, mail, ct);

    /// <summary>The same from a background job.</summary>
    internal Task PutFromJobAsync(Mail mail, CancellationToken ct) => PutAsync(_job, mail, ct);

    /// <summary>
    /// Takes one due letter in hand: its row stays locked until it is disposed of, so no other node takes it meanwhile. If this
    /// process dies first, the letter waits on as it was.
    /// </summary>
    internal async Task<LetterInHand?> TakeAsync(CancellationToken ct)
    {
        var connection = await _job.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(ct);
            await using var command = new NpgsqlCommand(
                """
                select id, sealed, attempts from jobs.letters where state = 'Waiting' and due_at <= $1
                order by due_at, id limit 1 for update skip locked
                """, connection)
            {
                Parameters = { new() { Value = _clock.GetUtcNow() } },
            };
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                if (await reader.ReadAsync(ct))
                {
                    var (id, bytes, attempts) = (reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), reader.GetInt32(2));
                    return new(connection, transaction, id, attempts, () => Open(id, bytes), _clock);
                }
            }

            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Forgets letters that were done with before this time.</summary>
    internal async Task ForgetAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = _job.CreateCommand("delete from jobs.letters where state <> 'Waiting' and done_at < $1");
        command.Parameters.Add(new() { Value = before });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _signIn.DisposeAsync();
        await _job.DisposeAsync();
    }

    private async Task PutAsync(NpgsqlDataSource over, Mail mail, CancellationToken ct)
    {
        if (LetterPaper.Mistake(mail) is { } mistake) throw new ArgumentException(mistake, nameof(mail));
        // The serialiser writes ASCII, so characters are bytes, and reading skips the blanks behind.
        var words = JsonSerializer.Serialize(mail, Json);
        words = words.PadRight((words.Length + Padding - 1) / Padding * Padding);
        var now = _clock.GetUtcNow();
        await using var command = over.CreateCommand(
            "insert into jobs.letters (id, sealed, due_at, created_at) values ($1, $2, $3, $3) on conflict (id) do nothing");
        command.Parameters.Add(new() { Value = mail.Id });
        command.Parameters.Add(new() { Value = Seal.Close(_key, Place(mail.Id), words) });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(ct);
    }

    private Mail Open(Guid id, byte[] bytes) => JsonSerializer.Deserialize<Mail>(Seal.Open(_key, Place(id), bytes), Json)!;

    private static SealPlace Place(Guid id) => new("jobs.letters", "sealed", id);

    // A few connections are enough: laying down is one short statement, and one letter is carried at a time.
    private static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false, MaxPoolSize = 5 });
}

/// <summary>A due letter, its row locked. What is not said of it before it is disposed of has not happened.</summary>
internal sealed class LetterInHand(
    NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, int attempts, Func<Mail> open, TimeProvider clock) : IAsyncDisposable
{
    public Guid Id => id;

    /// <summary>How often it was tried before now.</summary>
    public int Attempts => attempts;

    /// <exception cref="SealBrokenException">Altered, moved from another row, or sealed under another master key.</exception>
    public Mail Open() => open();

    /// <summary>It left; its words go.</summary>
    public Task SentAsync() => CloseAsync("Sent");

    /// <summary>It is given up; its words go.</summary>
    public Task FailedAsync() => CloseAsync("Failed");

    /// <summary>It waits for another try.</summary>
    public Task LaterAsync(TimeSpan wait) => SaveAsync("update jobs.letters set attempts = attempts + 1, due_at = $2 where id = $1", clock.GetUtcNow() + wait);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task CloseAsync(string state) =>
        SaveAsync($"update jobs.letters set state = '{state}', sealed = null, attempts = attempts + 1, done_at = $2 where id = $1", clock.GetUtcNow());

    // Not cancelled by a stop of the server: what happened outside is written down.
    private async Task SaveAsync(string sql, DateTimeOffset at)
    {
        await using (var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = id }, new() { Value = at } } })
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
