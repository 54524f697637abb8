namespace TherapyCompanion.Core.Messages.Agreement;

/// <summary>Whether a word of endearment is what somebody is called: "היי יקרה,", "יקירתי, …", "נועה היקרה".</summary>
internal static class Calls
{
    public static bool Is(Passage passage, int i)
    {
        var token = passage[i];
        if (token.Prefix > 0)
        {
            return false;
        }

        if (token.Bare is "יקירתי" or "יקירי" or "יקיריי")
        {
            return true;
        }

        var closes = passage.ClauseEnd(i) == i + 1;
        if (!closes)
        {
            return false;
        }

        if (token.StartsClause)
        {
            return true;
        }

        var start = passage.ClauseStart(i);
        var greets = passage[start].Bare is "היי" or "הי" or "שלום" or "בוקר" or "ערב" or "תודה" or "אהלן" or "איזה" or "איזו" or "בהצלחה";
        return i - start <= 3 && (greets || (i == 1 && token.Bare[0] == 'ה'));
    }
}
