namespace TherapyCompanion.Core.Search;

/// <summary>A word as search reads it.</summary>
/// <param name="Letters">Lower case, no niqqud or marks, final letters as the others.</param>
/// <param name="Sentence">The number of its sentence within the text, from 0.</param>
/// <param name="Bare">Its letters without prefixes.</param>
/// <param name="Stems">The stems it may have, the likeliest first.</param>
/// <param name="Names">Those of them that say which word it is: the dictionary's, or all where no dictionary has it.</param>
/// <param name="Grams">Its runs of four letters.</param>
internal sealed record ReadWord(string Letters, int Sentence, Term Bare, Term[] Stems, Term[] Names, Term[] Grams)
{
    public bool IsNumber => char.IsAsciiDigit(Letters[0]);
}
