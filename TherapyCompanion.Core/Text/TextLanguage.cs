namespace TherapyCompanion.Core.Text;

/// <summary>Tells Hebrew from English by the letters.</summary>
public static class TextLanguage
{
    /// <summary>"he" when at least three in ten letters are Hebrew (English terms are common in Hebrew notes) or there are no letters, else "en".</summary>
    public static string Of(string text)
    {
        int hebrew = 0, latin = 0;
        foreach (var c in text ?? "")
        {
            if (Characters.IsHebrew(c))
            {
                hebrew++;
            }
            else if (char.IsAsciiLetter(c))
            {
                latin++;
            }
        }

        return hebrew * 10 >= (hebrew + latin) * 3 ? "he" : "en";
    }
}
