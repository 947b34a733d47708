export * from './adopted-record';
export * from './profile-record';
