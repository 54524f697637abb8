using TherapyCompanion.Core;

namespace TherapyCompanion.Tests.Core;

/// <summary>
/// A table of states and verbs as prose: a row a state, a column a verb; a cell is the next state, or "no Key" for a refusal.
/// It must name every state of the enum, so that a new one can't be forgotten.
/// </summary>
internal static class StateTable
{
    public static TheoryData<string, string, string> Of<TState>(string table)
        where TState : struct, Enum
    {
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
        var (verbs, rows) = (lines[0][1..], lines[1..]);
        rows.Select(r => r[0]).Should().BeEquivalentTo(Enum.GetNames<TState>(), "every state has its row");
        rows.Should().OnlyContain(r => r.Length == verbs.Length + 1, "every row has a cell for every verb");
        var data = new TheoryData<string, string, string>();
        foreach (var row in rows)
            foreach (var (verb, cell) in verbs.Zip(row[1..]))
                data.Add(row[0], verb, cell);
        return data;
    }

    /// <summary>Carries out a cell: the verb gives the refusal it says and changes nothing, or none and leads to the state it says.</summary>
    public static void Holds<TEntity>(TEntity entity, Func<TEntity, string> stateOf, Func<TEntity, Refusal?> verb, string cell)
        where TEntity : class
    {
        var before = Snapshot(entity);
        var refusal = verb(entity);
        if (cell.StartsWith("no ", StringComparison.Ordinal))
        {
            refusal.Should().Be(new Refusal(cell[3..]));
            Snapshot(entity).Should().Equal(before, "a refused verb changes nothing");
            return;
        }

        refusal.Should().BeNull();
        stateOf(entity).Should().Be(cell);
    }

    private static Dictionary<string, object?> Snapshot(object entity) =>
        entity.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(entity));
}
