using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TherapyCompanion.Infrastructure;

/// <summary>Options of one feature, checked at start: a wrong one stops the start and is named by its key.</summary>
public static class CheckedOptions
{
    public static IServiceCollection AddChecked<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section), b => b.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new ByKey<T>(section));
        return services;
    }

    private sealed class ByKey<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var found = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true))
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(found.Select(f => $"{section}:{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
        }
    }
}
