using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TherapyCompanion.Infrastructure;

/// <summary>Settings of telemetry, section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>An OTLP collector's address; empty: no telemetry.</summary>
    [Url]
    public string? Endpoint { get; set; }
}

/// <summary>
/// Traces and measures of the framework's own sources to an OTLP collector, if one is configured. They carry routes, ids and
/// times; words are sealed before they come near a source.
/// </summary>
public static class Telemetry
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<TelemetryOptions>(configuration, TelemetryOptions.Section);
        if (configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.Endpoint)}"] is not { Length: > 0 } endpoint) return services;
        var to = new Uri(endpoint);
        // Held by the container, so that both are flushed and disposed with it.
        services.AddSingleton<TracerProvider>(_ => Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore", "Npgsql", "Quartz").AddOtlpExporter(o => o.Endpoint = to).Build());
        services.AddSingleton<MeterProvider>(_ => Sdk.CreateMeterProviderBuilder()
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql").AddOtlpExporter(o => o.Endpoint = to).Build());
        return services.AddHostedService<Awake>();
    }

    // A provider listens from the moment it exists: something must ask for it when the host starts.
    private sealed class Awake(TracerProvider traces, MeterProvider measures) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.FromResult(traces.ForceFlush(2000) && measures.ForceFlush(2000));
    }
}
