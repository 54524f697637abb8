using System.Globalization;

namespace TherapyCompanion.Infrastructure.Commands.Evaluation;

/// <summary>A measured figure of an engine: a share with its counts, or a plain number.</summary>
/// <param name="Name">What was measured, as "sensitivity, he".</param>
/// <param name="Value">The share or the number.</param>
/// <param name="Hits">For a share: how many of <paramref name="Of"/>; null for a plain number.</param>
/// <param name="Goal">What it is held against, as "≥ .95"; null: a figure only.</param>
public sealed record Figure(string Name, double Value, int? Hits = null, int? Of = null, string? Goal = null)
{
    // The normal quantile of a two-sided 95 % interval.
    private const double Z = 1.959964;

    public static Figure Share(string name, int hits, int of, string? goal = null) =>
        new(name, of == 0 ? double.NaN : (double)hits / of, hits, of, goal);

    /// <summary>
    /// The 95 % interval of a share by Wilson's score (E. B. Wilson, Journal of the American Statistical Association 22, 1927);
    /// null for a plain number or a share of nothing.
    /// </summary>
    public (double Low, double High)? Interval
    {
        get
        {
            if (Hits is not { } hits || Of is not { } n || n == 0) return null;
            var p = (double)hits / n;
            var z2 = Z * Z / n;
            var centre = (p + z2 / 2) / (1 + z2);
            var half = Z * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n)) / (1 + z2);
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name,-56} {Value,8:0.000}");
        if (Interval is { } i) text += string.Create(CultureInfo.InvariantCulture, $"  [{i.Low:0.000}, {i.High:0.000}]  {Hits}/{Of}");
        return Goal is null ? text : $"{text}  goal {Goal}";
    }
}
