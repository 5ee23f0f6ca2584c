/*
 * Mesa's software Vulkan, lavapipe, under the name of SwiftShader's library. Without a graphics card Chromium gives WebGPU
 * on SwiftShader only, and knows it by vendor and device, so both are put into the properties that lavapipe reports.
 * Compiled by second-chromium.ts, which sets DRIVER to the path of Mesa's library. Not a Vulkan driver of its own.
 */
#include <dlfcn.h>
#include <string.h>
#include <vulkan/vulkan.h>

enum { googleVendor = 0x1AE0, swiftShaderDevice = 0xC0DE };

static PFN_vkGetInstanceProcAddr functionOfDriver;
static PFN_vkGetPhysicalDeviceProperties propertiesOfDriver;
static PFN_vkGetPhysicalDeviceProperties2 properties2OfDriver;

static void nameAsSwiftShader(VkPhysicalDeviceProperties *properties) {
  properties->vendorID = googleVendor;
  properties->deviceID = swiftShaderDevice;
}

static void VKAPI_CALL properties(VkPhysicalDevice device, VkPhysicalDeviceProperties *found) {
  propertiesOfDriver(device, found);
  nameAsSwiftShader(found);
}

static void VKAPI_CALL properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *found) {
  properties2OfDriver(device, found);
  nameAsSwiftShader(&found->properties);
}

/* The one function that Chromium looks up by name; all others come from it. */
__attribute__((visibility("default"))) PFN_vkVoidFunction VKAPI_CALL
vkGetInstanceProcAddr(VkInstance instance, const char *name) {
  if (!functionOfDriver) {
    void *driver = dlopen(DRIVER, RTLD_NOW);
    if (driver) functionOfDriver = (PFN_vkGetInstanceProcAddr)dlsym(driver, "vk_icdGetInstanceProcAddr");
    if (!functionOfDriver) return NULL;
  }
  if (strcmp(name, "vkGetInstanceProcAddr") == 0) return (PFN_vkVoidFunction)vkGetInstanceProcAddr;
  PFN_vkVoidFunction found = functionOfDriver(instance, name);
  if (found && strcmp(name, "vkGetPhysicalDeviceProperties") == 0) {
    propertiesOfDriver = (PFN_vkGetPhysicalDeviceProperties)found;
    return (PFN_vkVoidFunction)properties;
  }
  /* Also as vkGetPhysicalDeviceProperties2KHR. */
  if (found && strncmp(name, "vkGetPhysicalDeviceProperties2", 30) == 0) {
    properties2OfDriver = (PFN_vkGetPhysicalDeviceProperties2)found;
    return (PFN_vkVoidFunction)properties2;
  }
  return found;
}
