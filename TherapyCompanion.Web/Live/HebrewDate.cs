using System.Globalization;

namespace TherapyCompanion.Web.Live;

/// <summary>The Hebrew calendar's date as it is written: «י״ד בכסלו».</summary>
public static class HebrewDate
{
    private static readonly HebrewCalendar Calendar = new();

    private static readonly string[] Months =
        ["תשרי", "חשוון", "כסלו", "טבת", "שבט", "אדר", "ניסן", "אייר", "סיוון", "תמוז", "אב", "אלול"];

    private static readonly string[] LeapMonths =
        ["תשרי", "חשוון", "כסלו", "טבת", "שבט", "אדר א׳", "אדר ב׳", "ניסן", "אייר", "סיוון", "תמוז", "אב", "אלול"];

    public static string Of(DateOnly date)
    {
        var day = date.ToDateTime(TimeOnly.MinValue);
        var months = Calendar.IsLeapYear(Calendar.GetYear(day)) ? LeapMonths : Months;
        return $"{Numeral(Calendar.GetDayOfMonth(day))} ב{months[Calendar.GetMonth(day) - 1]}";
    }

    // 1 to 30; fifteen and sixteen are written so that they don't spell a holy name.
    private static string Numeral(int number)
    {
        var letters = number switch
        {
            15 => "טו",
            16 => "טז",
            _ => (number / 10) switch { 1 => "י", 2 => "כ", 3 => "ל", _ => "" } + (number % 10 is var ones and > 0 ? "אבגדהוזחט"[ones - 1].ToString() : ""),
        };
        return letters.Length == 1 ? letters + "׳" : $"{letters[0]}״{letters[1]}";
    }
}
