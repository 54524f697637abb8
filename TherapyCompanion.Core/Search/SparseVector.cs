using System.Globalization;
using System.Text;

namespace TherapyCompanion.Core.Search;

/// <summary>A vector of which few entries are not zero: their places in rising order, each once, and their values.</summary>
public sealed class SparseVector
{
    /// <summary>
    /// The most entries a vector may have. PostgreSQL holds a row's plain column within a page of 8 KB, and pgvector takes 8 bytes an entry
    /// and 16 for the head: 960 entries are 7,696 bytes, which leaves room for a row's other columns.
    /// </summary>
    public const int MostEntries = 960;

    private readonly int[] places;
    private readonly float[] values;

    private SparseVector(int[] places, float[] values) => (this.places, this.values) = (places, values);

    /// <summary>Places from 1 to <see cref="VectorKey.Dimensions"/>, rising.</summary>
    public ReadOnlySpan<int> Places => places;

    public ReadOnlySpan<float> Values => values;

    /// <summary>Values that fall into one place are added; beyond <see cref="MostEntries"/> the entries that weigh least are left out.</summary>
    internal static SparseVector Of(List<(int Place, float Value, float Worth)> entries)
    {
        entries.Sort((a, b) => a.Place.CompareTo(b.Place));
        var n = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var (place, value, worth) = entries[i];
            if (n > 0 && entries[n - 1].Place == place) entries[n - 1] = (place, entries[n - 1].Value + value, entries[n - 1].Worth + worth);
            else entries[n++] = entries[i];
        }

        entries.RemoveRange(n, entries.Count - n);
        if (n > MostEntries)
        {
            // Ties by place, so that the same text always gives the same vector.
            entries.Sort((a, b) => b.Worth != a.Worth ? b.Worth.CompareTo(a.Worth) : a.Place.CompareTo(b.Place));
            entries.RemoveRange(MostEntries, n - MostEntries);
            entries.Sort((a, b) => a.Place.CompareTo(b.Place));
        }

        var (places, values) = (new int[entries.Count], new float[entries.Count]);
        for (var i = 0; i < entries.Count; i++) (places[i], values[i]) = (entries[i].Place, entries[i].Value);
        return new(places, values);
    }

    /// <summary>The inner product, as pgvector's <c>&lt;#&gt;</c> gives it with the sign turned.</summary>
    public float Inner(SparseVector other)
    {
        var (sum, i, j) = (0f, 0, 0);
        var (a, b) = (places, other.places);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j]) sum += values[i++] * other.values[j++];
            else if (a[i] < b[j]) i++;
            else j++;
        }

        return sum;
    }

    /// <summary>pgvector's text form, <c>{place:value,…}/dimensions</c>, for <c>$1::text::sparsevec</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(places.Length * 18 + 16).Append('{');
        for (var i = 0; i < places.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{places[i]}:{values[i]:R}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"}}/{VectorKey.Dimensions}").ToString();
    }
}
