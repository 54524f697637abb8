using Npgsql;
using TherapyCompanion.Core.Search;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>That pgvector holds our vectors and orders by them as we do.</summary>
[Trait("Needs", "Database")]
public sealed class SparseVectorTests(House house) : IClassFixture<House>
{
    private static readonly string[] Stock =
    [
        "שינה", "נשימה", "אחות", "חתונה", "עבודה", "מנהל", "פחד", "לילה", "יומן", "מכתב", "כעס", "אבא", "תרגיל", "חלום", "שכר", "דופק", "הליכה", "ילד", "חבר", "ריב", "sleep", "panic",
        "homework", "sister", "letter",
    ];

    [Fact]
    public async Task The_database_orders_as_the_inner_product_does()
    {
        var chance = new Random(11);
        var key = VectorKey.Derive(Enumerable.Repeat((byte)5, 32).ToArray(), Guid.NewGuid());
        var embedder = new PassageEmbedder(key);
        var vectors = Enumerable.Range(0, 120).Select(_ => embedder.Embed(string.Join(' ', Enumerable.Range(0, chance.Next(5, 60)).Select(_ => Stock[chance.Next(Stock.Length)])))).ToList();

        await using var connection = await OpenAsync();
        for (var i = 0; i < vectors.Count; i++) await AddAsync(connection, i, vectors[i]);
        foreach (var question in new[] { "מה סיכמנו על שינה בלילה", "the letter to my sister", "ריב עם אבא על העבודה", "כמה דופק היה לי בהליכה" })
        {
            var asked = new QueryEmbedder(key).Embed(question);
            await using var search = new NpgsqlCommand("select id, -(vector <#> $1::text::sparsevec) from passages order by vector <#> $1::text::sparsevec, id limit 50", connection)
            {
                Parameters = { new() { Value = asked.ToString() } },
            };
            await using var rows = await search.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var last = double.MaxValue;
            var found = 0;
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                var (id, product) = (rows.GetInt32(0), rows.GetDouble(1));
                product.Should().BeApproximately(asked.Inner(vectors[id]), 1e-3).And.BeLessThanOrEqualTo(last);
                (last, found) = (product, found + 1);
            }

            found.Should().Be(50);
            var best = vectors.Max(asked.Inner);
            vectors.Count(v => asked.Inner(v) > last + 1e-3).Should().BeLessThanOrEqualTo(50, "none better than the last was left out");
            best.Should().BeGreaterThan(0);
        }
    }

    [Fact]
    public async Task The_longest_vector_fits_into_a_row_that_may_not_be_stored_elsewhere()
    {
        var chance = new Random(3);
        var text = string.Join(' ', Enumerable.Range(0, 5_000).Select(_ => new string([.. Enumerable.Range(0, 6).Select(_ => (char)('א' + chance.Next(27)))])));
        var vector = new PassageEmbedder(VectorKey.Derive(new byte[32], Guid.Empty)).Embed(text);
        vector.Places.Length.Should().Be(SparseVector.MostEntries);

        await using var connection = await OpenAsync();
        await AddAsync(connection, 1, vector);
        await AddAsync(connection, 2, new PassageEmbedder(VectorKey.Derive(new byte[32], Guid.Empty)).Embed(""));
        await using var size = new NpgsqlCommand("select pg_column_size(vector) from passages where id = 1", connection);
        ((int)(await size.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).Should().Be(16 + 8 * SparseVector.MostEntries).And.BeLessThan(8_160);
    }

    // A table of this connection alone, with the columns a row beside a vector will have.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await house.RawAsync("superuser");
        await using var make = new NpgsqlCommand(
            $"""
             create temporary table passages (id int primary key, practice_id uuid not null default gen_random_uuid(), patient_id uuid not null default gen_random_uuid(),
               source_id uuid not null default gen_random_uuid(), vector sparsevec({VectorKey.Dimensions}) not null);
             alter table passages alter column vector set storage plain
             """, connection);
        await make.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task AddAsync(NpgsqlConnection connection, int id, SparseVector vector)
    {
        await using var add = new NpgsqlCommand("insert into passages (id, vector) values ($1, $2::text::sparsevec)", connection) { Parameters = { new() { Value = id }, new() { Value = vector.ToString() } } };
        await add.ExecuteNonQueryAsync();
    }
}
