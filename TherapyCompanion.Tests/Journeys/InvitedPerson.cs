using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TherapyCompanion.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace TherapyCompanion.Tests.Journeys;

/// <summary>What somebody does on their phone who got an invitation, by the words that stand there.</summary>
internal static class InvitedPerson
{
    public static async Task GiveDigitsAsync(IPage phone, Texts texts, string digits)
    {
        await phone.GetByLabel(texts["AccountText", "DigitsLabel"]).FillAsync(digits);
        await phone.GetByRole(AriaRole.Button, new() { Name = texts["AccountText", "DigitsSubmit"] }).ClickAsync();
    }

    /// <summary>After the digits: the other way than the passkey that is offered first.</summary>
    /// <param name="to">The first page of who comes in.</param>
    public static async Task ChoosePasswordAsync(IPage phone, Texts texts, string email, string to = "/messages")
    {
        var other = phone.Locator("details.other-way");
        // The script shows the passkey and folds the other way; pressed before, the press would fold it.
        await Expect(phone.Locator("form[data-passkey]")).ToBeVisibleAsync();
        await other.GetByText(texts["EntryText", "PasswordInstead"]).ClickAsync();
        await other.GetByLabel(texts["EntryText", "EmailLabel"]).FillAsync(email);
        await other.GetByLabel(texts["AccountText", "Password"]).FillAsync(TherapistAtWork.Password);
        await other.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(phone).ToHaveURLAsync(new Regex(to + "$"));
    }
}
