namespace TherapyCompanion.Core.Search;

/// <summary>As what a term was read.</summary>
internal enum TermKind : byte
{
    /// <summary>A word's letters without its prefixes.</summary>
    Bare,

    /// <summary>A stem the word may have.</summary>
    Stem,

    /// <summary>Four letters in a row of a word with its edges marked; a shorter word whole.</summary>
    Gram,

    /// <summary>A thing of the field that has many names.</summary>
    Concept,
}

/// <summary>A term: its kind and 64 bits of its letters. The letters themselves are not kept.</summary>
internal readonly record struct Term(TermKind Kind, ulong Id)
{
    public static Term Of(TermKind kind, ReadOnlySpan<char> letters)
    {
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), then the finaliser of MurmurHash3 for the high bits. Not keyed: the key comes with the bucket.
        var hash = (14695981039346656037UL ^ (byte)kind) * 1099511628211UL;
        foreach (var c in letters) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return new(kind, hash ^ (hash >> 33));
    }

    // The kind is in the id already.
    public bool Equals(Term other) => Id == other.Id && Kind == other.Kind;

    public override int GetHashCode() => (int)Id;
}
