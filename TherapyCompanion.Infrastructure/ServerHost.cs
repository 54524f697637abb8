using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure;

/// <summary>The server's own running: its logs, what it says at first start, and a clear word when it can't start.</summary>
public static class ServerHost
{
    /// <summary>One JSON object a line, with the request's id as scope; times in UTC; names, numbers and addresses of people masked.</summary>
    public static ILoggingBuilder AddStructured(this ILoggingBuilder logging) => logging
        .AddConsole(o => o.FormatterName = MaskedJsonLines.FormatterName)
        .AddConsoleFormatter<MaskedJsonLines, ConsoleFormatterOptions>(o =>
            (o.IncludeScopes, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="map">Lays the pages; it asks for services, and so may find that a setting is wrong.</param>
    /// <returns>The exit code: 0 after a stop, 2 when the set-up is wrong.</returns>
    public static async Task<int> ServeAsync(this WebApplication app, Action<WebApplication> map)
    {
        try
        {
            map(app);
            var master = app.Services.GetRequiredService<MasterKeys>();
            if (master.WasMade) await Console.Error.WriteLineAsync(master.Notice);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or SetupException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}
