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

    // Words of 64 marks; 16,384 marks for a few hundred places.
    private const int Marks = 256;

    private readonly int[] places;
    private readonly float[] values;
    private ulong[]? marks;

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
        // A question's vector meets hundreds of passages: a mark for each of its places, by the lowest bits, passes over nearly all of theirs.
        var seen = marks ??= Mark(places);
        var (sum, theirs) = (0f, other.places);
        for (var i = 0; i < theirs.Length; i++)
        {
            var place = theirs[i];
            if ((seen[(place >> 6) & (Marks - 1)] >> place & 1) == 0) continue;
            var at = Array.BinarySearch(places, place);
            if (at >= 0) sum += values[at] * other.values[i];
        }

        return sum;
    }

    private static ulong[] Mark(int[] places)
    {
        var seen = new ulong[Marks];
        foreach (var place in places) seen[(place >> 6) & (Marks - 1)] |= 1UL << place;
        return seen;
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
