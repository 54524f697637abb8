using Microsoft.AspNetCore.Identity;

namespace TherapyCompanion.Infrastructure.Identity.Passwords;

/// <summary>
/// Refuses a password that would be among the first tried: one of a published breach, a known word or saying with figures
/// around it, keys in a row, the same again and again, the person's own names. Four unrelated words always pass.
/// </summary>
/// <remarks>
/// Asked wherever a password is set, since Identity asks its validators there. The bar is low on purpose: what it lets pass
/// may still be poor, and what it refuses is known to be; tries are limited elsewhere.
/// </remarks>
public sealed class PasswordNotKnown : IPasswordValidator<Account>
{
    public const string Code = "PasswordKnown";

    /// <summary>Two to the power of this many tries. Four words of the very commonest (eight each) are above it, three and a figure below.</summary>
    private const double Enough = 30;

    // Whose pages these are is known to whoever guesses here.
    private static readonly string[] OfTheHouse = ["therapycompanion", "therapy companion"];

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(IsKnown(password ?? "", [user.Email, .. user.NearWords])
            ? IdentityResult.Failed(new IdentityError { Code = Code })
            : IdentityResult.Success);

    /// <param name="near">The person's address, names and places.</param>
    public static bool IsKnown(string password, IEnumerable<string?> near)
    {
        // What another rule refuses for its length is not weighed.
        if (PasswordLength.Of(password) is < PasswordLength.Shortest or > PasswordLength.Longest) return false;
        var (folded, words) = (new FoldedPassword(password), KnownWords.Shipped);
        var own = OwnWords(near);
        return folded.Readings.Any(r => IsKnownWithFigures(r, r, words) || IsKnownWithFigures(r, folded.Text, words) || IsOfOwnWords(r, own))
            || IsKnownWithFigures(folded.Backwards, folded.Backwards, words)
            || new PasswordGuess(words, own).BitsOf(folded) < Enough;
    }

    // A listed word or saying, whatever figures and signs stand before and behind it in the text. Where a sign may also be a
    // letter, both are looked at: "$unshine1948" has one before the word or in it, and behind "sc@ndinavian48213" are none.
    private static bool IsKnownWithFigures(string reading, string text, KnownWords words)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsLetter(text[start])) start++;
        while (end > start && !char.IsLetter(text[end - 1])) end--;
        var core = reading[start..end];
        return words.BitsOf(reading) is not null || (core.Length > 3 && words.BitsOf(core) is not null) || words.IsPhrase(KnownWords.Letters(core));
    }

    // Nothing but the person's own words, in any order, with figures and signs anywhere.
    private static bool IsOfOwnWords(string text, HashSet<string> own)
    {
        var letters = KnownWords.Letters(text);
        if (letters.Length < 3) return false;
        var reached = new bool[letters.Length + 1];
        reached[0] = true;
        for (var i = 0; i < letters.Length; i++)
            foreach (var word in own.Where(w => reached[i] && string.CompareOrdinal(letters, i, w, 0, w.Length) == 0)) reached[i + word.Length] = true;
        return reached[^1];
    }

    private static HashSet<string> OwnWords(IEnumerable<string?> near)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in near.Concat(OfTheHouse).OfType<string>().Select(FoldedPassword.Fold))
        {
            // Of an address the whole and its parts; "com" and "gmail" are everybody's, and harm nobody here.
            var parts = text.Split([' ', '.', '@', '-', '_', '+', ',', '\'', '"', '״', '׳', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts.Append(KnownWords.Letters(text)))
                if (KnownWords.Letters(part) is { Length: >= 3 } word) own.Add(word);
        }

        return own;
    }
}
