namespace TherapyCompanion.Core.Patients.Details;

/// <summary>An Israeli identity number. A wrong check digit is worth a word and no wall: passports and papers of other states are numbers too.</summary>
public static class IdentityNumber
{
    private const int Digits = 9;

    /// <summary>Whether the check digit fits: digits weigh 1 and 2 in turn, products count by their digits, and the sum ends in 0.</summary>
    public static bool Fits(string typed)
    {
        var number = new string([.. typed.Where(c => c is not (' ' or '-' or '־'))]);
        if (number.Length is 0 or > Digits || !number.All(char.IsAsciiDigit)) return false;
        number = number.PadLeft(Digits, '0');
        var sum = 0;
        for (var i = 0; i < Digits; i++)
        {
            var product = (number[i] - '0') * (1 + i % 2);
            sum += product / 10 + product % 10;
        }

        return sum % 10 == 0 && sum > 0;
    }
}
