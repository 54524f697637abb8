using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// A person's browser without a screen: it keeps cookies, says where a form comes from, follows no redirect by itself, and comes in
/// by the real pages. Each has a network address of its own (127.1.x.y), so that one person's tries don't close the door to the next.
/// </summary>
public sealed partial class DoorClient : IDisposable
{
    public const string Password = "orchard lantern 1948 tide";

    private static int _people;
    private readonly HttpClient _http;
    // Shared with the same person's other browsers: a code works once, wherever it is typed.
    private long[] _lastStep = [0];

    /// <param name="from">The loopback address it calls from; a new one when null.</param>
    public DoorClient(Uri address, IPAddress? from = null)
    {
        var number = Interlocked.Increment(ref _people);
        From = from ?? new IPAddress([127, 1, (byte)(number / 250), (byte)(1 + number % 250)]);
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectCallback = ConnectAsync }) { BaseAddress = address };
    }

    public IPAddress From { get; }

    public Uri Address => _http.BaseAddress!;

    /// <summary>The cookies it keeps. HttpClient's own container would not send secure ones over http, as browsers do to localhost.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public string Email { get; set; } = $"p{Guid.NewGuid():N}@example.org";

    /// <summary>The code app's secret; empty for who has none.</summary>
    public byte[] Secret { get; set; } = [];

    /// <summary>What else goes out with each request: what a proxy on the way would add.</summary>
    public Action<HttpRequestMessage>? Sending { get; set; }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        Sending?.Invoke(request);
        if (Cookies.Count > 0 && !request.Headers.Contains("Cookie")) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0) Cookies.Remove(pair[0]);
            else Cookies[pair[0]] = pair[1];
        }

        return answer;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>A page's markup with its characters read: Hebrew stands as numbers in it.</summary>
    public async Task<string> PageAsync(string path) =>
        WebUtility.HtmlDecode(await (await GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The token that stands in a page's forms.</summary>
    public async Task<string> TokenAsync(string path) => Regex.Match(await PageAsync(path), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    /// <summary>Posts fields as a form of our own page, without reading the page first.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params IEnumerable<(string Name, string Value)> fields) => SendAsync(new(HttpMethod.Post, path)
    {
        Headers = { { "Origin", Address.GetLeftPart(UriPartial.Authority) } },
        Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
    });

    /// <summary>Opens the page and submits one of its forms, with the hidden fields that stand in it.</summary>
    /// <param name="form">The form's name (<c>@formname</c>).</param>
    public async Task<HttpResponseMessage> SubmitAsync(string path, string form, params IEnumerable<(string Name, string Value)> fields) =>
        await SubmitOnAsync(await (await GetAsync(path)).Content.ReadAsStringAsync(), path, form, fields);

    /// <summary>The same on a page that was opened already.</summary>
    public Task<HttpResponseMessage> SubmitOnAsync(string page, string path, string form, params IEnumerable<(string Name, string Value)> fields)
    {
        var markup = Forms().Matches(page).Select(m => m.Value).FirstOrDefault(f => HiddenOf(f).Contains(("_handler", form)))
            ?? throw new InvalidOperationException($"{path} has no form {form}:\n{page}");
        fields = [.. fields];
        return PostAsync(path, [.. HiddenOf(markup).Where(h => fields.All(f => f.Name != h.Name)), .. fields]);
    }

    /// <summary>Opens a practice and ties a code app to the account. In with the therapist's hat.</summary>
    public async Task SignUpAsync(string name = "דנה לוי")
    {
        await StartSignUpAsync(name);
        var page = await (await GetAsync("factor")).Content.ReadAsStringAsync();
        Secret = Totp.ReadSecret(SecretOf().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        var done = await SubmitOnAsync(page, "factor", "factor", ("Code", await CodeAsync()));
        (await done.Content.ReadAsStringAsync()).Should().Contain("class=\"codes\"", "the recovery codes are shown once");
    }

    /// <summary>Opens a practice, up to the second factor: at once where nobody is yet, else by the letter that comes first.</summary>
    public async Task StartSignUpAsync(string name = "דנה לוי")
    {
        var path = "sign-up";
        var page = await (await GetAsync(path)).Content.ReadAsStringAsync();
        if (!page.Contains("Input.PracticeName", StringComparison.Ordinal))
        {
            await SubmitOnAsync(page, path, "ask", ("Email", Email));
            path = await Letters.LinkAsync(Address, Email, "sign-up/");
            page = await (await GetAsync(path)).Content.ReadAsStringAsync();
        }

        await GoAsync(await SubmitOnAsync(page, path, "sign-up", ("Input.Name", name), ("Input.PracticeName", "הקליניקה"), ("Input.PatientsName", "הודעות"),
            ("Input.Email", Email), ("Input.Password", Password)), "/factor");
    }

    /// <summary>Gives the password: staff are halfway then, a patient is in.</summary>
    public Task<HttpResponseMessage> GivePasswordAsync(string to = "", string password = Password) =>
        SubmitAsync("sign-in" + to, "sign-in", ("Input.Email", Email), ("Input.Password", password));

    /// <summary>Password and, where there is a code app, its code.</summary>
    public async Task SignInAsync()
    {
        var answer = await GivePasswordAsync();
        if (Secret.Length == 0)
        {
            await GoAsync(answer, "/");
            return;
        }

        await GoAsync(answer, "/sign-in/code");
        await GoAsync(await SubmitAsync("sign-in/code", "code", ("Code", await CodeAsync())), "/");
    }

    /// <summary>Comes in as an invited patient, or as a guardian.</summary>
    /// <param name="to">Where that leads.</param>
    public async Task ComeInAsync(InvitationSecrets invitation, string to = "/messages")
    {
        var path = $"invitation/{invitation.Link}";
        var page = await (await SubmitAsync(path, "digits", ("Digits", invitation.Digits))).Content.ReadAsStringAsync();
        await GoAsync(await SubmitOnAsync(page, path, "account", ("Input.Email", Email), ("Input.Password", Password)), to);
    }

    /// <summary>Puts on another hat of this person.</summary>
    public async Task WearAsync(Hat hat)
    {
        var page = await (await GetAsync("hat")).Content.ReadAsStringAsync();
        var chosen = Regex.Match(page, $"name=\"Chosen\" value=\"({hat} [^\"]+)\"").Groups[1].Value;
        await GoAsync(await SubmitOnAsync(page, "hat", "hat", ("Chosen", chosen)), "/");
    }

    /// <summary>The therapist that a person who signed up is, for acts of the house beside the server.</summary>
    public async Task<Actor> AsTherapistAsync(House house)
    {
        var page = await (await GetAsync("hat")).Content.ReadAsStringAsync();
        var ids = Regex.Match(page, "name=\"Chosen\" value=\"\\w+ (\\S+) (\\S+)\"");
        var (practice, person) = (Guid.Parse(ids.Groups[1].Value), Guid.Parse(ids.Groups[2].Value));
        return Actor.Therapist(practice, await house.SeeAsync<Guid>("select account_id from tc.members where id = $1", person), person, House.TestOrigin);
    }

    /// <summary>The same person at another browser: nothing but who they are is known there.</summary>
    public DoorClient ElsewhereAsSame(Uri? address = null, IPAddress? from = null) => new(address ?? Address, from) { Email = Email, Secret = Secret, _lastStep = _lastStep };

    /// <summary>A code that was not used yet; waits when the next one is not accepted so early (one step either way).</summary>
    public async Task<string> CodeAsync()
    {
        var step = Math.Max(_lastStep[0] + 1, Totp.StepAt(TimeProvider.System.GetUtcNow()));
        while (Totp.StepAt(TimeProvider.System.GetUtcNow()) < step - 1) await Task.Delay(250, TestContext.Current.CancellationToken);
        _lastStep[0] = step;
        return Totp.CodeAt(Secret, step);
    }

    public void Dispose() => _http.Dispose();

    // "Location" is ours whether it is said with the address or without.
    private async Task GoAsync(HttpResponseMessage answer, string to)
    {
        if (answer.Headers.Location is { } location && new Uri(Address, location).AbsolutePath == to) return;
        throw new InvalidOperationException($"{(int)answer.StatusCode} and {answer.Headers.Location} instead of {to}:\n{(await answer.Content.ReadAsStringAsync()).Split("<body>")[^1].Split("<!--Blazor")[0]}");
    }

    private static IEnumerable<(string Name, string Value)> HiddenOf(string form) =>
        Hidden().Matches(form).Select(m => (Attribute(m.Value, "name"), Attribute(m.Value, "value")));

    private static string Attribute(string tag, string name) => WebUtility.HtmlDecode(Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(From, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("class=\"secret\"[^>]*><code>([^<]+)</code>")]
    private static partial Regex SecretOf();
}
