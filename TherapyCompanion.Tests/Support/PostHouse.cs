using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Delivery;

namespace TherapyCompanion.Tests.Support;

/// <summary>A house whose letters a test watches, with more nodes over the same database and a log that keeps every line.</summary>
public sealed class PostHouse : House, ILoggerProvider, ILogger
{
    public const string To = "quillmoth.canary@example.org";
    private readonly ConcurrentQueue<string> _log = [];

    public string Logged => string.Join('\n', _log);

    public string MailFolder => Path.Combine(Folder, "mail");

    protected override void Configure(IServiceCollection services) => services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    /// <summary>Nothing waits, nothing lies there, nothing was logged, and it is Tuesday morning.</summary>
    public async Task ClearedAsync()
    {
        Clock.Set(Start);
        await this.ForceAsync("delete from jobs.letters");
        if (Directory.Exists(MailFolder)) Directory.Delete(MailFolder, recursive: true);
        _log.Clear();
    }

    /// <summary>Another node over the same database, with settings of its own.</summary>
    public ServiceProvider Node(params (string Key, string Value)[] more)
    {
        var settings = Settings();
        foreach (var (key, value) in more) settings[key] = value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore().AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<TimeProvider>(Clock);
        Configure(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Another node, whose letters go to this mail server.</summary>
    public ServiceProvider Node(SmtpServer server, MailSecurity security = MailSecurity.None, params (string Key, string Value)[] more) => Node(
    [
        ("Mail:Server", "localhost"), ("Mail:Port", $"{server.Port}"), ("Mail:Security", $"{security}"), ("Mail:From", "post@clinic.example"),
        ("Mail:TimeoutSeconds", "10"), .. more,
    ]);

    /// <summary>Puts a letter as a page would.</summary>
    public async Task<Guid> PutAsync(MailKind kind = MailKind.PasswordReset, string to = To, string from = "הודעות", string? link = "/account/reset/letterzorb")
    {
        var id = Guid.NewGuid();
        await Get<IMailQueue>().PutAsync(new(id, kind, to, from, "he", link), default);
        return id;
    }

    public Task<string> StateAsync(Guid letter) => this.SeeAsync<string>("select state from jobs.letters where id = $1", letter);

    public Task<int> AttemptsAsync(Guid letter) => this.SeeAsync<int>("select attempts from jobs.letters where id = $1", letter);

    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;
    public void Dispose() { }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue(formatter(state, exception) + exception);
}

internal static class Rounds
{
    /// <summary>One round of the post at this node.</summary>
    public static async Task<PostStep> RoundAsync(this IServiceProvider node)
    {
        PostStep step;
        do step = await node.GetRequiredService<Postman>().CarryOneAsync(default);
        while (step is PostStep.Done);
        return step;
    }
}
