using System.ComponentModel.DataAnnotations;

namespace TherapyCompanion.Infrastructure.Printing;

/// <summary>Settings of printing, section <c>Printing</c>.</summary>
public sealed class PrintingOptions
{
    public const string Section = "Printing";

    /// <summary>The browser's program. Empty: the first of chromium, google-chrome-stable, google-chrome and chromium-browser on the PATH.</summary>
    public string Chromium { get; set; } = "";

    /// <summary>Seconds one document may take, from the start of the browser to the last byte.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Seconds to wait for a turn before the answer is that the printer is busy.</summary>
    [Range(0, 600)]
    public int QueueSeconds { get; set; } = 30;

    /// <summary>
    /// Whether the browser uses its own sandbox, which it can't as root and in most containers. What it prints is our own page, without
    /// scripts and without a network, so that little is lost without.
    /// </summary>
    public BrowserSandbox Sandbox { get; set; } = BrowserSandbox.UnlessRoot;
}

/// <summary>When the browser's own sandbox is used.</summary>
public enum BrowserSandbox
{
    /// <summary>Always but as root, where the browser would not start with it.</summary>
    UnlessRoot,

    /// <summary>Never: in a container that has no user namespaces.</summary>
    Off,
}
