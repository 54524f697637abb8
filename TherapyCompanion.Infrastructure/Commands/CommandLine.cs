using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Infrastructure.Storage;

namespace TherapyCompanion.Infrastructure.Commands;

/// <summary>
/// The verbs beside the host. Exit codes: 0 done; 1 the verb says no (an audit trail that does not hold); 2 the call or the
/// set-up is wrong, and a sentence on standard error says what.
/// </summary>
public static class CommandLine
{
    public const int Done = 0;
    public const int SaysNo = 1;
    public const int Wrong = 2;

    private const string Usage =
        """
        verbs: bootstrap                                roles, extension, schemas (needs Database:Superuser)
               migrate                                  the numbered scripts (needs Database:Migrator)
               seed                                     a small demo practice; prints its sign-ins
               audit verify [--practice ID]             recomputes the chains and holds them against the anchors
               audit export --practice ID --to FILE     a practice's entries as JSON lines, for the independent verifier
               backup check [--folder DIR] [--keys DIR] opens every record of the backup without the database
               keys rotate [--practice ID] [--master]   new keys; nothing that was written is sealed anew
               evaluate [NAME ...]                      the built-in engines' figures, or an engine over a file
               routes --json                            every route with what it asks of who calls it
        without a verb the server runs
        """;

    /// <summary>The verb and its words, if the first argument is one; null when the server is to run.</summary>
    public static string[]? Verb(string[] args) => args.Length > 0 && !args[0].StartsWith('-') && !args[0].Contains('=')
        ? [.. WithoutHostSettings(args)]
        : null;

    /// <summary>Runs a verb.</summary>
    public static async Task<int> RunAsync(string[] verb, IServiceProvider services, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            return verb switch
            {
                ["bootstrap"] => await BootstrapAsync(services, output, ct),
                ["migrate"] => await MigrateAsync(services, output, ct),
                ["seed"] => await services.GetRequiredService<SeedDemo>().RunAsync(output, ct),
                ["audit", "verify", .. var rest] => await VerifyAsync(services, Option(rest, "--practice"), output, ct),
                ["audit", "export", .. var rest] => await ExportAsync(services, rest, output, ct),
                ["backup", "check", .. var rest] => await CheckBackupAsync(services, rest, output, ct),
                ["keys", "rotate", .. var rest] => await RotateAsync(services, rest, output, ct),
                _ => throw new SetupException($"no such verb: {string.Join(' ', verb)}\n{Usage}"),
            };
        }
        catch (Exception e) when (e is SetupException or OptionsValidationException or FormatException)
        {
            await errors.WriteLineAsync(e.Message);
            return Wrong;
        }
        catch (RotationRacedException)
        {
            await errors.WriteLineAsync("Another rotation is at work. What is left is done by running this again when it has ended.");
            return Wrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return Wrong;
        }
        catch (NpgsqlException e)
        {
            await errors.WriteLineAsync($"The database says: {e.Message}");
            return Wrong;
        }
    }

    private static async Task<int> BootstrapAsync(IServiceProvider services, TextWriter output, CancellationToken ct)
    {
        await new Bootstrapper(services.GetRequiredService<IOptions<DatabaseOptions>>().Value).RunAsync(ct);
        await output.WriteLineAsync("Roles, extension and schemas are there.");
        return Done;
    }

    private static async Task<int> MigrateAsync(IServiceProvider services, TextWriter output, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Migrator
            ?? throw new SetupException("Database:Migrator is missing.");
        var applied = await new Migrator(connection, Migrator.Shipped()).RunAsync(ct);
        await output.WriteLineAsync(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
        return Done;
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, string? practice, TextWriter output, CancellationToken ct)
    {
        var verifier = services.GetRequiredService<AuditVerifier>();
        var whole = true;
        foreach (var id in await PracticesAsync(services, practice, ct))
        {
            var found = await verifier.VerifyAsync(Actor.Job(id), ct);
            whole &= found.IsWhole;
            await output.WriteLineAsync(found.IsWhole
                ? $"{id}: {found.Entries} entries, whole; anchored up to {found.AnchoredSeq}."
                : $"{id}: BROKEN after entry {found.BrokenAfter}; {found.Entries} entries, anchored up to {found.AnchoredSeq}. Delete nothing.");
        }

        return whole ? Done : SaysNo;
    }

    private static async Task<int> ExportAsync(IServiceProvider services, string[] rest, TextWriter output, CancellationToken ct)
    {
        var practice = Guid.Parse(Option(rest, "--practice") ?? throw new SetupException(Usage));
        var path = Option(rest, "--to") ?? throw new SetupException(Usage);
        await using var file = File.Create(path);
        var count = await services.GetRequiredService<AuditVerifier>().ExportAsync(practice, file, ct);
        await output.WriteLineAsync($"{count} entries written. The key to check the anchors with: {services.GetRequiredService<AnchorKey>().PublicPath}");
        return Done;
    }

    private static async Task<int> RotateAsync(IServiceProvider services, string[] rest, TextWriter output, CancellationToken ct)
    {
        var rotation = services.GetRequiredService<KeyRotation>();
        var master = rest.Contains("--master");
        if (master) services.GetRequiredService<MasterKeys>().Add();
        foreach (var id in await PracticesAsync(services, Option(rest, "--practice"), ct))
        {
            var count = master ? await rotation.RewrapUnderMasterAsync(id, ct) : await rotation.RunAsync(id, ct);
            await output.WriteLineAsync($"{id}: {count} keys wrapped anew.");
            // A copy that is still wrapped by the old key would be lost with it.
            await services.GetRequiredService<KeyCopies>().RefreshAsync(id, ct);
        }

        return Done;
    }

    private static async Task<int> CheckBackupAsync(IServiceProvider services, string[] rest, TextWriter output, CancellationToken ct)
    {
        var found = await services.GetRequiredService<RestoreCheck>().RunAsync(Option(rest, "--folder"), Option(rest, "--keys"), output, ct);
        await output.WriteLineAsync(
            $"{found.Whole} records open and are what was signed; {found.Dark} are dark, as their keys were destroyed; {found.WithoutKey} have no key; {found.Broken} are broken.");
        return found.IsWhole ? Done : SaysNo;
    }

    private static async Task<IReadOnlyList<Guid>> PracticesAsync(IServiceProvider services, string? one, CancellationToken ct) =>
        one is not null ? [Guid.Parse(one)] : await services.GetRequiredService<TherapyDbFactory>().PracticeIdsAsync(ct);

    private static string? Option(string[] words, string name) =>
        Array.IndexOf(words, name) is var at and >= 0 && at + 1 < words.Length ? words[at + 1] : null;

    // What the host reads for itself (--contentRoot PATH) is no part of a verb.
    private static IEnumerable<string> WithoutHostSettings(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--contentRoot" or "--environment" or "--urls") i++;
            else yield return args[i];
        }
    }
}
