using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The model of EF Core held against what PostgreSQL really has, column by column, both ways.</summary>
[Trait("Needs", "Database")]
public sealed class SchemaTests(SchemaTests.HouseWithSignIn house) : IClassFixture<SchemaTests.HouseWithSignIn>
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Columns that no entity has, each with its reason.</summary>
    private static readonly Dictionary<string, string> Unmapped = new()
    {
        ["tc.summaries.content_sha256"] = "set and held by guard_summary alone",
        ["tc.addenda.content_sha256"] = "set and held by guard_addendum alone",
        ["tc.patient_parts.content_sha256"] = "set and held by guard_patient_part alone",
        ["tc.approvals.made_in"] = "set and read by the guards alone",
    };

    [Fact]
    public async Task Practice_records() => await HoldAsync(((TherapyDb)await house.Databases.OpenAsync(await house.NewTherapistAsync(), None)).Model, "tc", "tc_audit");

    [Fact]
    public async Task Sign_in()
    {
        await using var db = await house.Get<IDbContextFactory<SignInDb>>().CreateDbContextAsync(None);
        await HoldAsync(db.Model, "signin");
    }

    [Fact]
    public async Task Every_state_of_an_enum_is_a_state_of_its_check_and_no_other()
    {
        await using var db = (TherapyDb)await house.Databases.OpenAsync(await house.NewTherapistAsync(), None);
        await using var super = await house.RawAsync("superuser");
        var enums = db.Model.GetEntityTypes().SelectMany(t => t.GetProperties(), (t, p) => (Table: $"{t.GetSchema()}.{t.GetTableName()}", Column: p.GetColumnName(), Type: Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType))
            .Where(p => p.Type.IsEnum).ToList();
        enums.Should().HaveCountGreaterThan(7);
        foreach (var (table, column, type) in enums)
        {
            var allowed = await super.ListAsync<string>($"""
                select (regexp_matches(pg_get_constraintdef(k.oid), '''(\w+)''::text', 'g'))[1] from pg_constraint k
                join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
                where k.contype = 'c' and k.conrelid = '{table}'::regclass and a.attname = '{column}'
                """);
            // Only a patient and a therapist write in the consent ledger.
            var names = column == "by_hat" ? ["Patient", "Therapist"] : Enum.GetNames(type);
            allowed.Should().BeEquivalentTo(names, $"{table}.{column}");
        }
    }

    [Fact]
    public async Task Every_row_with_a_state_has_its_token()
    {
        await using var db = (TherapyDb)await house.Databases.OpenAsync(await house.NewTherapistAsync(), None);
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.FindProperty("State") is not null))
        {
            type.FindProperty("Version").Should().NotBeNull($"of two writers of a {type.ShortName()} the second is refused");
            type.FindProperty("Version")!.IsConcurrencyToken.Should().BeTrue();
        }
    }

    private async Task HoldAsync(IModel model, params string[] schemas)
    {
        var real = await RealAsync(schemas);
        var mapped = new Dictionary<string, (string Type, bool Nullable)>();
        foreach (var entity in model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                mapped[$"{entity.GetSchema() ?? entity.FindOwnership()!.PrincipalEntityType.GetSchema()}.{entity.GetTableName()}.{entity.GetContainerColumnName()}"] = ("jsonb", false);
                continue;
            }

            foreach (var property in entity.GetProperties().Where(p => p.GetColumnName() != "xmin"))
                mapped[$"{entity.GetSchema()}.{entity.GetTableName()}.{property.GetColumnName()}"] = (property.GetColumnType(), property.IsNullable);
        }

        mapped.Should().HaveCountGreaterThan(20);
        mapped.Keys.Except(real.Keys).Should().BeEmpty("every mapped column exists");
        real.Keys.Except(mapped.Keys).Should().BeEquivalentTo(Unmapped.Keys.Where(k => schemas.Contains(k.Split('.')[0])), "every column is mapped, but for the listed ones");
        foreach (var (column, (type, nullable)) in mapped)
        {
            real[column].Type.Should().Be(type, column);
            real[column].Nullable.Should().Be(nullable, $"{column} may be null in both or in neither");
        }

        foreach (var entity in model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            var table = $"{entity.GetSchema()}.{entity.GetTableName()}";
            var key = string.Join(", ", entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()));
            (await house.FactAsync<string>($"select pg_get_constraintdef(oid) from pg_constraint where contype = 'p' and conrelid = '{table}'::regclass")).Should().Be($"PRIMARY KEY ({key})", table);
        }
    }

    private async Task<Dictionary<string, (string Type, bool Nullable)>> RealAsync(string[] schemas)
    {
        await using var super = await house.RawAsync("superuser");
        var rows = await super.ListAsync<string[]>($"""
            select array[concat(c.relnamespace::regnamespace, '.', c.relname, '.', a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull::text]
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text = any (array['{string.Join("','", schemas)}'])
            """);
        return rows.ToDictionary(r => r[0], r => (r[1], r[2] == "false"));
    }

    /// <summary>A house with accounts.</summary>
    public sealed class HouseWithSignIn : House
    {
        protected override void Configure(IServiceCollection services) => services.AddSignIn(new ConfigurationBuilder().Build());
    }
}
