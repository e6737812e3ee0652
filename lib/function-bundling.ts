/** How functions are bundled, in the words of CDK's bundling options. */
export const FUNCTION_BUNDLING = {
  target: 'node24',
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  // The SDK is bundled: one small file that was tested starts faster than the runtime's whole SDK.
  externalModules: [] as string[],
  mainFields: ['module', 'main'],
};
