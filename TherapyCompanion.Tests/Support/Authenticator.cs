using System.Text.Json;
using Microsoft.Playwright;

namespace TherapyCompanion.Tests.Support;

/// <summary>Chromium's virtual authenticator on one page: what a person's finger and device would do.</summary>
public sealed class Authenticator
{
    private readonly ICDPSession _chromium;
    private readonly string _id;

    private Authenticator(ICDPSession chromium, string id) => (_chromium, _id) = (chromium, id);

    /// <param name="verifies">Whether the person's finger is the right one.</param>
    public static async Task<Authenticator> PlugInAsync(IPage page, bool verifies = true)
    {
        var chromium = await page.Context.NewCDPSessionAsync(page);
        await chromium.SendAsync("WebAuthn.enable", new() { ["enableUI"] = false });
        var made = await chromium.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new(chromium, made!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether the next finger is the right one.</summary>
    public Task VerifyAsync(bool verifies) =>
        _chromium.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _id, ["isUserVerified"] = verifies });

    /// <summary>Whether somebody touches the device when it asks.</summary>
    public Task TouchAsync(bool touches) =>
        _chromium.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = _id, ["enabled"] = touches });

    /// <summary>The keys on it.</summary>
    public async Task<IReadOnlyList<JsonElement>> KeysAsync() =>
        [.. (await _chromium.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _id }))!.Value.GetProperty("credentials").EnumerateArray()];

    /// <summary>The device is no longer there; its keys are lost with it.</summary>
    public Task UnplugAsync() => _chromium.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = _id });
}
