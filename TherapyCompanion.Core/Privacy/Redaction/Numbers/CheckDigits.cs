namespace TherapyCompanion.Core.Privacy.Redaction.Numbers;

/// <summary>The check digits of numbers that carry one.</summary>
public static class CheckDigits
{
    /// <summary>
    /// Luhn's check (ISO/IEC 7812-1, annex B) over the digits of a text; anything that is no digit is passed over. Israeli identity numbers
    /// use the same sum over nine digits, with zeros in front of shorter ones.
    /// </summary>
    public static bool Luhn(ReadOnlySpan<char> text)
    {
        int sum = 0, place = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            var digit = text[i] - '0';
            if (place++ % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return place > 0 && sum > 0 && sum % 10 == 0;
    }

    /// <summary>Whether digits have the length and the first digits of a payment card (ISO/IEC 7812 issuer ranges in use).</summary>
    public static bool IsCardShape(ReadOnlySpan<char> digits) => digits.Length switch
    {
        13 or 19 => digits[0] == '4' || (digits.Length == 19 && digits[0] is '5' or '6'),
        14 => digits[0] == '3' && digits[1] is '0' or '6' or '8',
        15 => digits[0] == '3' && digits[1] is '4' or '7',
        16 => digits[0] is '2' or '3' or '4' or '5' or '6',
        _ => false,
    };
}
